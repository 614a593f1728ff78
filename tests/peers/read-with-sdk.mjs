#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: 2026 The Stint Authors
//
// What the JavaScript SDK makes of profiles; the same questions and answers as read-with-boto3.py.
// The SDK remembers what it read from a path: each question needs paths of its own.
// usage: read-with-sdk.mjs FOLDER-WITH-NODE_MODULES

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { join } from "node:path";

const load = createRequire(join(process.argv[2], "package.json"));
const { fromNodeProviderChain } = load("@aws-sdk/credential-providers");
const { STSClient, GetCallerIdentityCommand } = load("@aws-sdk/client-sts");

const region = "eu-west-1";
const known = new Map();

async function identity(keys, fresh) {
  const name = [keys.accessKeyId, keys.secretAccessKey, keys.sessionToken].join(" ");
  if (fresh || !known.has(name)) {
    const credentials = {
      accessKeyId: keys.accessKeyId,
      secretAccessKey: keys.secretAccessKey,
      sessionToken: keys.sessionToken,
    };
    const client = new STSClient({ region, credentials });
    try {
      known.set(name, { arn: (await client.send(new GetCallerIdentityCommand({}))).Arn });
    } catch (error) {
      known.set(name, { refused: error.name });
    }
    client.destroy();
  }
  return { key: keys.accessKeyId, ...known.get(name) };
}

async function answer(question) {
  try {
    Object.assign(process.env, question.environment);
    // Not as options: parts of the chain do not pass those on.
    process.env.AWS_SHARED_CREDENTIALS_FILE = question.credentials;
    process.env.AWS_CONFIG_FILE = question.config;
    const provider = fromNodeProviderChain({ profile: question.profile, clientConfig: { region } });
    return await identity(await provider(), question.fresh);
  } catch (error) {
    return { error: `${error.name}: ${error.message}` };
  }
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(JSON.stringify(await answer(JSON.parse(line))) + "\n");
