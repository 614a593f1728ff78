#!/usr/bin/node
// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Stint Authors

// An HTTP/2 server on 127.0.0.1 whose certificate is for "localhost" alone.
//
// h2-server.js FOLDER: makes FOLDER/ca.pem, prints its port, and answers until its standard input
// ends.  A POST to / is echoed as tls-server.py does; /slow takes 20 ms; /sessions tells how many
// connections there were; /refuse ends the stream, /goaway the connection.

'use strict';

const { execFileSync } = require('child_process');
const fs = require('fs');
const http2 = require('http2');
const path = require('path');

const folder = process.argv[2];
const key = path.join(folder, 'key.pem');
const ca = path.join(folder, 'ca.pem');
let sessions = 0;

execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt',
  'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost',
  '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', ca],
{ stdio: ['ignore', 'ignore', 'ignore'] });

const server = http2.createSecureServer({ key: fs.readFileSync(key), cert: fs.readFileSync(ca) });

server.on('session', () => { sessions += 1; });
server.on('stream', (stream, headers) => {
  const answer = (text) => {
    stream.respond({ ':status': 200, 'date': new Date().toUTCString() });
    stream.end(text);
  };
  const chunks = [];

  stream.on('error', () => {});
  switch (headers[':path']) {
    case '/sessions':
      answer(String(sessions));
      break;
    case '/slow':
      setTimeout(() => answer('slow'), 20);
      break;
    case '/refuse':
      stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
      break;
    case '/goaway':
      stream.session.destroy();
      break;
    default:
      stream.on('data', (chunk) => chunks.push(chunk));
      stream.on('end', () => answer(`${headers.authorization}\n${Buffer.concat(chunks)}`));
  }
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
