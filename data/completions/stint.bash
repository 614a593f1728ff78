# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
#
# Completion of stint for bash. Names are asked for when they are needed; what cannot be asked is
# not offered.

_stint_names() {
    local IFS=$'\n' name
    COMPREPLY=()
    while read -r name; do
        [[ $name == "$cur"* ]] && COMPREPLY+=("$(printf '%q' "$name")")
    done < <("$@" 2>/dev/null)
}

_stint_words() {
    mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
}

_stint_profiles() {
    local file=${AWS_CONFIG_FILE:-$HOME/.aws/config}
    _stint_words "$(sed -n 's/^\[profile  *\([^]]*\)\]$/\1/p' "$file" 2>/dev/null)"
}

# Offers what stands after an option that takes a value; false for other options.
_stint_value() {
    case $command:$1 in
    "env:--format" | "env:-f") _stint_words "sh fish powershell dotenv json" ;;
    *:--flow | "integration "*:-f) _stint_words "browser device" ;;
    *:--format | *:-f) _stint_words "{name} {profile} {left} {until} {count} {state}" ;;
    *:--browser | "console:-b") _stint_words "private" ;;
    "console:--to" | "console:-t") _stint_words "s3 ec2 cloudwatch iam lambda" ;;
    *:--hand-out) _stint_words "file on-demand" ;;
    *:--renew) _stint_words "automatic ask never" ;;
    *:--start-at-login) _stint_words "yes no" ;;
    "session "*:--mfa | "session "*:-m) _stint_words "lease direct" ;;
    *:--session | *:--from | "credential-process:-s") _stint_names stint list --names ;;
    *:--integration | *:-i) _stint_names stint integration list --names ;;
    *:--profile | *:-p) _stint_profiles ;;
    *:--duration | *:-d) _stint_words "15m 1h 4h 12h" ;;
    *:--mfa-command) mapfile -t COMPREPLY < <(compgen -c -- "$cur") ;;
    *:--mfa | "start:-m" | "renew:-m" | "env:-m" | "exec:-m" | "console:-m" | \
        *:--start-url | *:-u | *:--port | *:--sso-session | *:--profile-template | *:--region | *:-r | *:--name | *:-n | \
        *:--access-key-id | *:-k | *:--mfa-serial | "integration "*:-m | *:--endpoint-url | \
        *:--role-arn | *:--external-id | *:--role-session-name) COMPREPLY=() ;;
    *) return 1 ;;
    esac
    # Whether anything fits is another question.
    return 0
}

_stint_options() {
    local ask="-m --mfa --mfa-command -y --yes --no-input"
    local choose="-p --profile -r --region -d --duration --hand-out"
    local role="-n --name --role-arn --from --external-id --role-session-name -d --duration
                -p --profile -r --region -m --mfa --renew --hand-out"
    local user="-n --name -k --access-key-id -m --mfa-serial -r --region --endpoint-url
                --secret-stdin --no-test"
    local signing="-f --flow --port --no-open"
    local center="--sso-session --profile-template --browser"
    local own=

    case $command in
    list) own="-a --active --json --names" ;;
    status) own="-f --format --json" ;;
    start | renew) own="$ask $choose" ;;
    stop) own="-a --all" ;;
    env) own="-f --format $ask" ;;
    exec) own=$ask ;;
    console) own="-t --to --print -b --browser $ask" ;;
    credential-process) own="-p --profile -s --session" ;;
    import) own="--dry-run --move-keys -v --verbose -y --yes" ;;
    "integration list" | "config list") own="--json --names" ;;
    "integration add iam-user") own="$user --no-session" ;;
    "integration add identity-center") own="-n --name -u --start-url -r --region --endpoint-url
                $center $signing --no-test --no-sign-in" ;;
    "integration edit") own="$user $center -f --flow" ;;
    "integration sign-in") own=$signing ;;
    "integration sign-out") own=--stop ;;
    "integration remove") own="--restore-key -y --yes" ;;
    "session show" | doctor) own=--json ;;
    "session add iam-role") own="-i --integration $role" ;;
    "session edit") own="$role --start-at-login -y --yes" ;;
    "session remove") own="--with-dependents -y --yes" ;;
    leave) own="--keep-keys -y --yes" ;;
    esac
    _stint_words "$own -h --help"
}

_stint_commands="list status start stop renew env exec credential-process console import integration
    session config doctor leave version help"

# What stands where an argument is due.
_stint_argument() {
    case $command in
    "" | help) _stint_words "$_stint_commands" ;;
    integration) _stint_words "list add edit remove sign-in sign-out sync" ;;
    "integration add") _stint_words "iam-user identity-center" ;;
    session) _stint_words "show add edit remove pin unpin" ;;
    "session add") _stint_words "iam-role" ;;
    config) _stint_words "list get set reset" ;;
    start | renew | env | console | "session show" | "session edit" | "session remove" | "session pin" | \
        "session unpin") _stint_names stint list --names ;;
    stop) _stint_names stint list --active --names ;;
    exec) _stint_names stint list --names ;;
    "integration edit" | "integration remove" | "integration sign-in" | "integration sign-out" | \
        "integration sync") _stint_names stint integration list --names ;;
    "config get" | "config set" | "config reset")
        if ((arguments == 0)); then
            _stint_names stint config list --names
        elif [[ ${COMP_WORDS[COMP_CWORD - 1]} == hand-out ]]; then
            _stint_words "file on-demand"
        fi
        ;;
    import) mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    esac
}

_stint() {
    local cur=${COMP_WORDS[COMP_CWORD]} command="" word longer i arguments=0 skip=0
    COMPREPLY=()

    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if ((skip)); then
            skip=0
            continue
        fi
        if [[ $word == -- || ($command == exec && $word != -* && $arguments -eq 0) ]]; then
            # What follows is another program's command line.
            if [[ $command == exec && $i -lt $((COMP_CWORD - 1)) ]]; then
                if [[ ${COMP_WORDS[i + 1]} == -- ]]; then
                    ((i++))
                fi
                if declare -F _command_offset >/dev/null; then
                    _command_offset $((i + 1))
                else
                    mapfile -t COMPREPLY < <(compgen -c -f -- "$cur")
                fi
                return
            fi
            ((arguments++))
            continue
        fi
        case $word in
        -*)
            # Only so that its value is not taken for an argument.
            if _stint_value "$word"; then
                skip=1
            fi
            COMPREPLY=()
            ;;
        *)
            longer=${command:+$command }$word
            case $longer in
            list | status | start | stop | renew | env | exec | credential-process | console | import | \
                integration\ add\ identity-center | integration\ sign-in | integration\ sign-out | \
                integration\ sync | integration | session | config | doctor | leave | version | help | \
                integration\ list | integration\ add | integration\ add\ iam-user | \
                integration\ edit | integration\ remove | session\ show | session\ add | \
                session\ add\ iam-role | session\ edit | session\ remove | session\ pin | \
                session\ unpin | config\ list | config\ get | config\ set | config\ reset)
                command=$longer
                ;;
            *) ((arguments++)) ;;
            esac
            ;;
        esac
    done

    if ((skip)); then
        _stint_value "${COMP_WORDS[COMP_CWORD - 1]}"
    elif [[ $command == exec && $arguments -gt 0 ]]; then
        mapfile -t COMPREPLY < <(compgen -c -f -- "$cur")
    elif [[ $cur == -* ]]; then
        _stint_options
    else
        _stint_argument
    fi
}

complete -o default -F _stint stint
