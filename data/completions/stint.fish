# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
#
# Completion of stint for fish.

# True if the words typed so far begin with this command. Options before a command of a command are
# nothing that stint takes.
function __stint_at
    set -l words (commandline -opc)[2..-1]
    set -l n (count $argv)
    test (count $words) -ge $n; and test "$words[1..$n]" = "$argv"
end

# True if exactly these words were typed: a command of a command is due.
function __stint_only
    set -l words (commandline -opc)[2..-1]
    test "$words" = "$argv"
end

function __stint_sessions
    stint list --names 2>/dev/null
end

function __stint_active_sessions
    stint list --active --names 2>/dev/null
end

function __stint_integrations
    stint integration list --names 2>/dev/null
end

function __stint_profiles
    set -l file ~/.aws/config
    set -q AWS_CONFIG_FILE; and set file $AWS_CONFIG_FILE
    string match -rg '^\[profile +([^]]*)\]$' <$file 2>/dev/null
end

function __stint_offer
    # __stint_offer CONDITION WORD DESCRIPTION …
    set -l condition $argv[1]
    for i in (seq 2 2 (count $argv))
        complete -c stint -n $condition -a $argv[$i] -d $argv[(math $i + 1)]
    end
end

complete -c stint -f
complete -c stint -s h -l help -d 'Show help'

for at in 'test (count (commandline -opc)) -eq 1' '__stint_only help'
    __stint_offer $at \
        list 'Show the sessions' \
        status 'Show what is active' \
        start 'Start sessions' \
        stop 'Stop sessions and put their profiles back' \
        renew 'Get new credentials before the old ones end' \
        env 'Print credentials as environment variables' \
        exec 'Run a command with credentials' \
        credential-process 'Print credentials as SDKs read them' \
        console 'Open the AWS console as a session' \
        import 'Make sessions of what is in the AWS files' \
        integration 'Manage where sessions come from' \
        session 'Manage sessions' \
        config 'Show and change preferences' \
        doctor 'Look for what can stand in the way' \
        leave 'Stop everything and put every file back' \
        version 'Show the versions' \
        help 'Show help'
end
__stint_offer '__stint_only integration' list 'Show them' add 'Add one' edit 'Change one' remove 'Remove one' \
    sign-in 'Sign in to one' sign-out 'Sign out of one' sync 'Ask one for accounts and roles'
__stint_offer '__stint_only integration add' iam-user 'An IAM user' \
    identity-center 'An IAM Identity Center'
__stint_offer '__stint_only session' show 'Show all about one' add 'Add one' edit 'Change one' \
    remove 'Stop and forget one' pin 'Let them come first' unpin 'Take the pin off'
__stint_offer '__stint_only session add' iam-role 'An IAM role'
__stint_offer '__stint_only config' list 'Show all' get 'Print one' set 'Change one' reset 'Set one back'

complete -c stint -n '__stint_at list' -s a -l active -d 'Only what is active'
for at in list 'integration list' 'config list'
    complete -c stint -n "__stint_at $at" -l json -d 'For programs'
    complete -c stint -n "__stint_at $at" -l names -d 'Only the names'
end
for at in status doctor 'session show'
    complete -c stint -n "__stint_at $at" -l json -d 'For programs'
end
complete -c stint -n '__stint_at status' -s f -l format -x -a '{name} {profile} {left} {until} {count} {state}' -d 'With placeholders'

for at in start renew env exec console
    complete -c stint -n "__stint_at $at" -a '(__stint_sessions)'
    complete -c stint -n "__stint_at $at" -s m -l mfa -x -d 'The MFA code'
    complete -c stint -n "__stint_at $at" -l mfa-command -x -a '(__fish_complete_command)' -d 'A command that prints the MFA code'
    complete -c stint -n "__stint_at $at" -s y -l yes -d 'Agree to taking a profile over'
    complete -c stint -n "__stint_at $at" -l no-input -d 'Never ask'
end
complete -c stint -n '__stint_at env' -s f -l format -x -a 'sh fish powershell dotenv json' -d 'The shell'
complete -c stint -n '__stint_at console' -s t -l to -x -a 's3 ec2 cloudwatch iam lambda' -d 'A service or an address'
complete -c stint -n '__stint_at console' -l print -d 'Print the link'
complete -c stint -n '__stint_at console' -s b -l browser -x -a private -d 'What opens it'
complete -c stint -n '__stint_at exec' -a '(__fish_complete_subcommand --fcs-skip=3)'

for at in start renew 'session add iam-role' 'session edit'
    complete -c stint -n "__stint_at $at" -s p -l profile -x -a '(__stint_profiles)' -d 'The profile'
    complete -c stint -n "__stint_at $at" -s r -l region -x -d 'The region'
    complete -c stint -n "__stint_at $at" -s d -l duration -x -a '15m 1h 4h 12h' -d 'How long'
    complete -c stint -n "__stint_at $at" -l hand-out -x -a 'file on-demand' -d 'How tools get the credentials'
end
complete -c stint -n '__stint_at stop' -a '(__stint_active_sessions)'
complete -c stint -n '__stint_at stop' -s a -l all -d 'All that are active'

complete -c stint -n '__stint_at credential-process' -s p -l profile -x -a '(__stint_profiles)' -d 'The profile'
complete -c stint -n '__stint_at credential-process' -s s -l session -x -a '(__stint_sessions)' -d 'The session'

complete -c stint -n '__stint_at import' -F
complete -c stint -n '__stint_at import' -l dry-run -d 'Show the plan'
complete -c stint -n '__stint_at import' -l move-keys -d 'Take keys out of the files'
complete -c stint -n '__stint_at import' -s v -l verbose -d 'Show how the files change'
complete -c stint -n '__stint_at leave' -l keep-keys -d 'Leave moved keys in the keyring'
for at in import leave 'integration remove' 'session remove' 'session edit'
    complete -c stint -n "__stint_at $at" -s y -l yes -d 'Do not ask'
end

for at in 'integration add iam-user' 'integration edit'
    complete -c stint -n "__stint_at $at" -s n -l name -x -d 'Its name'
    complete -c stint -n "__stint_at $at" -s k -l access-key-id -x -d 'The id of the access key'
    complete -c stint -n "__stint_at $at" -s m -l mfa-serial -x -d 'The ARN of the MFA device'
    complete -c stint -n "__stint_at $at" -s r -l region -x -d 'The region'
    complete -c stint -n "__stint_at $at" -l endpoint-url -x -d 'Ask this server'
    complete -c stint -n "__stint_at $at" -l secret-stdin -d 'Read the secret from standard input'
    complete -c stint -n "__stint_at $at" -l no-test -d 'Do not ask AWS whether the key works'
end
complete -c stint -n '__stint_at integration add iam-user' -l no-session -d 'Make no session of the user itself'
complete -c stint -n '__stint_at integration remove' -l restore-key -d 'Put a moved key back first'
for at in 'integration add identity-center' 'integration sign-in' 'integration edit'
    complete -c stint -n "__stint_at $at" -s f -l flow -x -a 'browser device' -d 'How to sign in'
end
for at in 'integration add identity-center' 'integration sign-in'
    complete -c stint -n "__stint_at $at" -l port -x -d 'Where the browser comes back to'
    complete -c stint -n "__stint_at $at" -l no-open -d 'Print the address of the page'
end
for at in 'integration add identity-center' 'integration edit'
    complete -c stint -n "__stint_at $at" -l sso-session -x -d 'The section of the AWS CLI to share with'
    complete -c stint -n "__stint_at $at" -l profile-template -x -d 'How profiles are named'
    complete -c stint -n "__stint_at $at" -l browser -x -a private -d 'What opens its pages'
end
set -l at 'integration add identity-center'
complete -c stint -n "__stint_at $at" -s n -l name -x -d 'Its name'
complete -c stint -n "__stint_at $at" -s u -l start-url -x -d 'The access portal'
complete -c stint -n "__stint_at $at" -s r -l region -x -d 'The region that it is in'
complete -c stint -n "__stint_at $at" -l endpoint-url -x -d 'Ask this server'
complete -c stint -n "__stint_at $at" -l no-test -d 'Do not look at the address'
complete -c stint -n "__stint_at $at" -l no-sign-in -d 'Do not sign in yet'
complete -c stint -n '__stint_at integration sign-out' -l stop -d 'Stop its sessions as well'
for at in 'integration edit' 'integration remove' 'integration sign-in' 'integration sign-out' 'integration sync'
    complete -c stint -n "__stint_at $at" -a '(__stint_integrations)'
end

for at in 'session add iam-role' 'session edit'
    complete -c stint -n "__stint_at $at" -s n -l name -x -d 'Its name'
    complete -c stint -n "__stint_at $at" -l role-arn -x -d 'The role'
    complete -c stint -n "__stint_at $at" -l from -x -a '(__stint_sessions)' -d 'Assume it from this session'
    complete -c stint -n "__stint_at $at" -l external-id -x -d 'The external id'
    complete -c stint -n "__stint_at $at" -l role-session-name -x -d 'The name in CloudTrail'
    complete -c stint -n "__stint_at $at" -s m -l mfa -x -a 'lease direct' -d 'A code a day, or for each start'
    complete -c stint -n "__stint_at $at" -l renew -x -a 'automatic ask never' -d 'What happens before the end'
end
complete -c stint -n '__stint_at session edit' -l start-at-login -x -a 'yes no' -d 'Start it with the desktop'
complete -c stint -n '__stint_at session add iam-role' -s i -l integration -x -a '(__stint_integrations)' -d 'Whose user'
complete -c stint -n '__stint_at session remove' -l with-dependents -d 'Those chained from it as well'
for at in show edit remove pin unpin
    complete -c stint -n "__stint_at session $at" -a '(__stint_sessions)'
end

for at in get set reset
    complete -c stint -n "__stint_only config $at" -a '(stint config list --names 2>/dev/null)'
end
complete -c stint -n '__stint_only config set hand-out' -a 'file on-demand'
