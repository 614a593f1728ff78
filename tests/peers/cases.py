# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
"""What profiles were before Stint came: prior settings, and who the readers are with them."""

from dataclasses import dataclass

from realm import ACCOUNT, LOGIN_ARN, REGION, SSO_SESSION, START_URL, Keys, key_id, role_arn, secret

# Codes of StintFilesError.
MALFORMED, DEFAULT_SECTION, INVALID_NAME = 2, 9, 10


@dataclass
class Case:
    """old: who the profile is before, for all readers or by reader; None: whoever it is.
    refused: the error code with which a hold is refused.
    others: profiles beside it that stay who they are while it is held."""

    name: str
    credentials: str = None
    config: str = None
    old: object = None
    profile: str = "work"
    refused: int = None
    others: tuple = ()
    region: str = None
    # The JavaScript SDK does not read the profile's section in config at all, however it is held.
    sdk_is_blind: bool = False
    # A reader may be refused by AWS between two writes: the SDKs disagree on what the profile is, so that
    # every other order would show one of them somebody else.
    may_fail: bool = False
    line_end: str = "\n"

    def bytes_of(self, text):
        return None if text is None else text.replace("\n", self.line_end).encode()


def keys(user):
    return f"aws_access_key_id = {key_id(user)}\naws_secret_access_key = {secret(user)}\n"


def role(name="OldRole", source="source_profile = source"):
    return f"role_arn = {role_arn(name)}\n{source}\n"


SOURCE = "[source]\n" + keys("Source")
OTHER = "[other]\n" + keys("Other")
LEGACY_SSO = (
    f"sso_start_url = {START_URL}\nsso_region = {REGION}\nsso_account_id = {ACCOUNT}\nsso_role_name = SsoRole\n"
)
SESSION_SSO = f"sso_session = {SSO_SESSION}\nsso_account_id = {ACCOUNT}\nsso_role_name = SsoRole\n"
SSO_SECTION = f"[sso-session {SSO_SESSION}]\nsso_start_url = {START_URL}\nsso_region = {REGION}\n"
LOGIN = f"login_session = {LOGIN_ARN}\n"


def all_cases(program, web_token, left):
    """program: somebody's credential_process; web_token: a file; left: Keys of LeftRole."""
    process = f"credential_process = {program}\n"
    web = f"role_arn = {role_arn('WebRole')}\nweb_identity_token_file = {web_token}\n"
    temporary = (
        f"aws_access_key_id = {left.id}\naws_secret_access_key = {left.secret}\naws_session_token = {left.token}\n"
    )
    return [
        *_nothing(),
        *_static(temporary, left),
        *_roles(),
        *_single_sign_on(),
        *_other_sources(process, web, left),
        *_letter_case(),
        *_default(),
        *_headers(),
        *_layout(),
        *_refused(),
    ]


def all_names():
    return [case.name for case in all_cases("", "", Keys(id="", secret="", token=""))]


def _nothing():
    return [
        Case("no-files"),
        Case("no-config", credentials=OTHER, others=("other",)),
        Case("no-credentials", config="[profile other]\n" + keys("Other"), others=("other",)),
        Case("empty-files", credentials="", config=""),
        Case("comments-only", credentials="# mine\n", config="\n\n; mine\n"),
        Case("no-section", credentials=OTHER, config="[profile other]\nregion = eu-west-1\n", others=("other",)),
        Case("region-only", config="[profile work]\nregion = eu-central-1\n", old="ContainerRole"),
        Case("region-and-session-region", config="[profile work]\nregion = eu-central-1\noutput = json\n",
             region="us-west-2", old="ContainerRole"),
        Case("new-region", credentials=OTHER, region="us-west-2", others=("other",)),
        Case("empty-section", credentials="[work]\n" + OTHER, config="[profile work]\n[profile other]\n",
             others=("other",)),
        Case("no-line-end-at-the-end", credentials=OTHER.rstrip("\n"), config="[profile other]", others=("other",)),
        Case("empty-section-at-the-end", credentials=OTHER + "[work]", config="[profile work]", others=("other",)),
    ]


def _static(temporary, left):
    return [
        Case("keys", credentials="[work]\n" + keys("Old"), old="Old"),
        Case("keys-between-others", credentials=SOURCE + "\n[work]\n" + keys("Old") + "\n" + OTHER, old="Old",
             others=("source", "other")),
        Case("temporary-keys", credentials="[work]\n" + temporary, old="LeftRole"),
        Case("keys-of-another-tool", credentials="[work]\n" + temporary
             + f"aws_security_token = {left.token}\nx_security_token_expires = 2026-01-01T00:00:00Z\n"
             + "x_principal_arn = arn:aws:sts::123456789012:assumed-role/LeftRole/x\n", old="LeftRole"),
        Case("keys-in-config", config="[profile work]\n" + keys("Config"), old="Config"),
        Case("keys-in-both", credentials="[work]\n" + keys("Old"), config="[profile work]\n" + keys("Config"),
             old="Old"),
        Case("temporary-keys-in-config", config="[profile work]\n" + temporary + "region = eu-west-1\n",
             old="LeftRole"),
        Case("token-in-config-only", config=f"[profile work]\naws_session_token = {left.token}\n"),
        Case("id-without-secret", credentials=f"[work]\naws_access_key_id = {key_id('Old')}\n"),
        Case("keys-and-account-id", credentials="[work]\n" + keys("Old") + "aws_account_id = 999999999999\n",
             old="Old"),
        Case("account-id-in-config", config="[profile work]\naws_account_id = 999999999999\n", old="ContainerRole"),
        Case("left-security-token", credentials=f"[work]\naws_security_token = {left.token}\n" + OTHER,
             others=("other",)),
        Case("left-security-token-in-config", config=f"[profile work]\naws_security_token = {left.token}\n"),
        Case("keys-and-left-session-token", credentials="[work]\n" + keys("Old")
             + f"# aws_session_token = {left.token}\n", old="Old"),
    ]


def _roles():
    own = role(source="source_profile = work")
    mid = "[profile mid]\n" + role("MidRole")
    return [
        Case("role", credentials=SOURCE, config="[profile work]\n" + role(), old="OldRole", others=("source",)),
        Case("role-in-credentials", credentials=SOURCE + "[work]\n" + role(), old="OldRole", others=("source",)),
        Case("role-over-both-files", credentials=SOURCE + "[work]\nsource_profile = source\n",
             config="[profile work]\n" + f"role_arn = {role_arn('OldRole')}\n", old="OldRole"),
        Case("role-and-keys", credentials=SOURCE + "[work]\n" + keys("Old"), config="[profile work]\n" + role(),
             old="OldRole", others=("source",)),
        Case("role-and-keys-in-credentials", credentials=SOURCE + "[work]\n" + keys("Old") + role(), old="OldRole"),
        Case("role-of-its-own-keys", credentials="[work]\n" + keys("Old"), config="[profile work]\n" + own,
             old="OldRole"),
        Case("role-of-its-own-keys-in-credentials", credentials="[work]\n" + keys("Old") + own, old="OldRole", may_fail=True),
        # Its role is signed with the session's keys for an instant, which may be dead ones.
        Case("role-of-its-own-keys-in-config", config="[profile work]\n" + own + keys("Old"), old="OldRole",
             may_fail=True),
        Case("role-chain", credentials=SOURCE,
             config=mid + "[profile work]\n" + role(source="source_profile = mid"), old="OldRole", others=("mid",)),
        Case("role-of-source-with-role-and-keys", credentials=SOURCE + "[mid]\n" + keys("Older"),
             config=mid + "[profile work]\n" + role(source="source_profile = mid"), old="OldRole", others=("mid",)),
        Case("role-with-all-its-settings", credentials=SOURCE, config="[profile work]\nregion = eu-west-1\n" + role()
             + "role_session_name = me\nexternal_id = x-1\nduration_seconds = 3600\n", old="OldRole"),
        Case("role-with-mfa", credentials=SOURCE, config="[profile work]\n" + role()
             + f"mfa_serial = arn:aws:iam::{ACCOUNT}:mfa/Source\n", old="error"),
        Case("role-of-a-container", config="[profile work]\n" + role(source="credential_source = EcsContainer"),
             old="OldRole"),
        Case("role-of-the-environment", config="[profile work]\n" + role(source="credential_source = Environment"),
             old="OldRole"),
        Case("role-of-metadata", config="[profile work]\n" + role(source="credential_source = Ec2InstanceMetadata")),
        Case("role-of-a-container-in-credentials", credentials="[work]\n"
             + role(source="credential_source = EcsContainer"), old="OldRole"),
        Case("role-without-source", config="[profile work]\n" + role(source="")),
        Case("role-with-missing-source", config="[profile work]\n" + role(source="source_profile = gone")),
        Case("source-without-role", credentials=SOURCE + "[work]\n" + keys("Old"),
             config="[profile work]\nsource_profile = source\n", old="Old"),
        Case("a-source-itself", credentials="[work]\n" + keys("Old") + OTHER,
             config="[profile after]\n" + role("MidRole", "source_profile = work"), old="Old", others=("other",)),
        Case("role-of-a-process", credentials="", config="[profile source]\nregion = eu-west-1\n"
             + "[profile work]\n" + role(source="source_profile = source"), old=None),
    ]


def _single_sign_on():
    return [
        Case("sso", config="[profile work]\n" + LEGACY_SSO, old="SsoRole"),
        Case("sso-in-credentials", credentials="[work]\n" + LEGACY_SSO, old="SsoRole"),
        Case("sso-and-keys", credentials="[work]\n" + keys("Old"), config="[profile work]\n" + LEGACY_SSO,
             old={"boto3": "SsoRole", "sdk": "Old"}, may_fail=True),
        Case("sso-and-keys-in-credentials", credentials="[work]\n" + LEGACY_SSO + keys("Old"),
             old={"boto3": "SsoRole", "sdk": "Old"}),
        Case("sso-session", config="[profile work]\n" + SESSION_SSO + SSO_SECTION, old="SsoRole"),
        Case("sso-session-first", config=SSO_SECTION + "[profile work]\n" + SESSION_SSO, old="SsoRole"),
        Case("sso-session-and-keys", credentials="[work]\n" + keys("Old"),
             config=SSO_SECTION + "[profile work]\n" + SESSION_SSO, old={"boto3": "SsoRole", "sdk": "Old"}, may_fail=True),
        Case("sso-session-gone", config="[profile work]\n" + SESSION_SSO),
        Case("sso-half", config=f"[profile work]\nsso_account_id = {ACCOUNT}\nsso_role_name = SsoRole\n"),
        Case("sso-token-only", config=SSO_SECTION + f"[profile work]\nsso_session = {SSO_SESSION}\n"),
        Case("sso-url-and-keys", credentials="[work]\n" + keys("Old"),
             config=f"[profile work]\nsso_start_url = {START_URL}\nsso_region = {REGION}\n"),
        Case("sso-with-registration-scopes", config="[profile work]\n" + LEGACY_SSO
             + "sso_registration_scopes = sso:account:access\nregion = eu-west-1\n", old="SsoRole"),
        Case("sso-and-role", credentials=SOURCE, config="[profile work]\n" + role() + LEGACY_SSO, old="OldRole"),
    ]


def _other_sources(process, web, left):
    return [
        Case("process", config="[profile work]\n" + process, old="Process"),
        Case("process-in-credentials", credentials="[work]\n" + process, old="Process"),
        Case("process-and-keys", credentials="[work]\n" + keys("Old"), config="[profile work]\n" + process,
             old="Old"),
        Case("process-in-both", credentials="[work]\n" + process, config="[profile work]\n" + process,
             old="Process"),
        Case("process-and-sso", config="[profile work]\n" + process + LEGACY_SSO,
             old={"boto3": "SsoRole", "sdk": "Process"}),
        Case("process-and-security-token", credentials=f"[work]\naws_security_token = {left.token}\n",
             config="[profile work]\n" + process),
        Case("web-identity", config="[profile work]\n" + web, old="WebRole"),
        Case("web-identity-in-credentials", credentials="[work]\n" + web, old="WebRole"),
        Case("web-identity-and-keys", credentials="[work]\n" + keys("Old"), config="[profile work]\n" + web,
             old={"boto3": "WebRole", "sdk": "Old"}, may_fail=True),
        Case("login", config="[profile work]\n" + LOGIN, old={"boto3": "ContainerRole", "sdk": "LoginRole"}),
        Case("login-and-keys", credentials="[work]\n" + keys("Old"), config="[profile work]\n" + LOGIN, old="Old"),
        Case("everything-at-once", credentials=SOURCE + "[work]\n" + keys("Old")
             + f"aws_security_token = {left.token}\naws_account_id = 999999999999\n",
             config="[profile work]\nregion = eu-west-1\n" + role() + process + LEGACY_SSO + LOGIN, old="OldRole"),
    ]


def _letter_case():
    return [
        Case("capital-keys", credentials=f"[work]\nAWS_ACCESS_KEY_ID = {key_id('Old')}\n"
             f"AWS_SECRET_ACCESS_KEY = {secret('Old')}\n", old={"boto3": "Old", "sdk": "ContainerRole"}),
        Case("mixed-role", credentials=SOURCE, config=f"[profile work]\nRole_Arn = {role_arn('OldRole')}\n"
             "Source_Profile = source\n", old={"boto3": "OldRole"}),
        Case("mixed-sso", config=f"[profile work]\nSSO_Start_URL = {START_URL}\nSSO_Region = {REGION}\n"
             f"sso_Account_ID = {ACCOUNT}\nsso_Role_Name = SsoRole\n", old={"boto3": "SsoRole"}),
        Case("capital-keys-in-config", config=f"[profile work]\nAws_Access_Key_Id = {key_id('Config')}\n"
             f"Aws_Secret_Access_Key = {secret('Config')}\n", old={"boto3": "Config"}),
    ]


def _default():
    harmless = "[DEFAULT]\nregion = eu-central-1\noutput = json\n"
    return [
        Case("DEFAULT-harmless", credentials=harmless + SOURCE + "[work]\n" + keys("Old"), old="Old"),
        Case("DEFAULT-harmless-in-config", credentials=SOURCE, config=harmless + "[profile work]\n" + role(),
             old="OldRole"),
        Case("DEFAULT-keys", credentials="[DEFAULT]\n" + keys("Default") + "[work]\n" + keys("Old"), old="Old",
             refused=DEFAULT_SECTION),
        Case("DEFAULT-role", credentials=SOURCE, config="[DEFAULT]\n" + role("MidRole") + "[profile work]\n",
             refused=DEFAULT_SECTION),
        Case("DEFAULT-token", credentials="[DEFAULT]\naws_security_token = x\n[work]\n" + keys("Old"),
             refused=DEFAULT_SECTION),
        Case("DEFAULT-sso", config="[DEFAULT]\n" + LEGACY_SSO, refused=DEFAULT_SECTION),
        Case("default", credentials="[default]\n" + keys("Default") + OTHER, config="[default]\nregion = eu-west-1\n",
             old="Default", profile="default", others=("other",)),
        Case("default-with-role", credentials=SOURCE, config="[default]\n" + role(), old="OldRole",
             profile="default"),
        Case("profile-default", credentials=OTHER, config="[profile default]\nregion = eu-west-1\n" + LEGACY_SSO,
             old="SsoRole", profile="default", others=("other",)),
        Case("default-none", credentials=OTHER, profile="default", others=("other",)),
        Case("work-beside-default", credentials="[default]\n" + keys("Default"), config="[default]\n" + LEGACY_SSO,
             others=("default",)),
    ]


def _headers():
    body = role()
    return [
        Case("header-double-quotes", credentials=SOURCE, config='[profile "work"]\n' + body, old={"boto3": "OldRole"}),
        Case("header-single-quotes", credentials=SOURCE, config="[profile 'work']\n" + body, old={"boto3": "OldRole"}),
        Case("header-tab", credentials=SOURCE, config="[profile\twork]\n" + body, old={"boto3": "OldRole"}),
        Case("header-two-blanks", credentials=SOURCE, config="[profile  work]\n" + body, old={"boto3": "OldRole"},
             sdk_is_blind=True),
        Case("header-blank-at-the-end", credentials=SOURCE, config="[profile work ]\n" + body,
             old={"boto3": "OldRole"}, sdk_is_blind=True),
        Case("header-blank-in-front", credentials=SOURCE, config="[ profile work]\n" + body),
        Case("header-without-profile", credentials=SOURCE, config="[work]\n" + body),
        Case("header-with-comment", credentials=SOURCE, config="[profile work] # mine\n" + body, old="OldRole"),
        Case("header-in-credentials-with-profile", credentials="[profile work]\n" + keys("Old") + OTHER,
             others=("other",)),
        Case("header-in-credentials-with-blanks", credentials="[ work ]\n" + keys("Old") + OTHER, others=("other",)),
        Case("name-with-signs", credentials=SOURCE, config="[profile a/b@c:d+e.f_g-h%]\n" + body, old="OldRole",
             profile="a/b@c:d+e.f_g-h%"),
        Case("name-in-capitals", credentials=SOURCE + "[work]\n" + keys("Older"),
             config="[profile Work]\n" + body, old="OldRole", profile="Work", others=("work",)),
        Case("quoted-beside-plain-in-credentials", credentials=SOURCE + "[work]\n" + keys("Old"),
             config='[profile "work"]\nregion = eu-west-1\n', old="Old"),
    ]


def _layout():
    commented = (
        "# the first line\n\n[source]\n" + keys("Source") + "\n; ----\n[work]   \n# mine, since 2019\n"
        f"aws_access_key_id={key_id('Old')}\n\naws_secret_access_key   =   {secret('Old')}\n"
        "# region = nowhere\n\n\n[other]\n" + keys("Other") + "\n\n# the end\n"
    )
    nested = (
        "[profile work]\nregion = eu-west-1\ns3 =\n  max_concurrent_requests = 20\n  addressing_style = path\n"
        + role() + "[profile other]\ns3 =\n    use_accelerate_endpoint = true\n"
    )
    return [
        Case("crlf", credentials=SOURCE + "[work]\n" + keys("Old"), config="[profile work]\nregion = eu-west-1\n",
             old="Old", line_end="\r\n"),
        Case("crlf-role", credentials=SOURCE, config="[profile work]\n" + role() + "region = eu-west-1\n",
             old="OldRole", line_end="\r\n"),
        Case("comments", credentials=commented, old="Old", others=("source", "other")),
        Case("comments-in-config", credentials=SOURCE, config="# a\n[profile work] ; b\n; c\n" + role() + "# d\n",
             old="OldRole"),
        Case("colons", credentials=f"[work]\naws_access_key_id : {key_id('Old')}\naws_secret_access_key: {secret('Old')}\n"
             + OTHER, old={"boto3": "Old"}, others=("other",)),
        Case("nested", credentials=SOURCE, config=nested, old="OldRole"),
        Case("nested-at-the-end", credentials=SOURCE, config="[profile work]\n" + role()
             + "s3 =\n  max_concurrent_requests = 20", old="OldRole"),
        Case("nested-with-names-like-ours", credentials="[work]\n" + keys("Old"),
             config="[profile work]\ns3 =\n  role_arn = x\n  aws_session_token = y\nregion = eu-west-1\n", old="Old"),
        Case("services", credentials="[work]\n" + keys("Old"), config="[profile work]\nservices = local\n"
             "[services local]\ndynamodb =\n  endpoint_url = http://127.0.0.1:9\n", old="Old"),
        Case("other-letters", credentials="# Zugänge für Jürgen\n[work]\n" + keys("Old") + "note = Größe 名前\n",
             old="Old"),
        Case("many-blank-lines", credentials="\n\n\n[work]\n\n\n" + keys("Old") + "\n\n\n", config="\n\n", old="Old"),
        Case("tabs", credentials=f"[work]\naws_access_key_id\t=\t{key_id('Old')}\naws_secret_access_key\t=\t{secret('Old')}\n",
             old="Old"),
    ]


def _refused():
    return [
        Case("two-sections", credentials="[work]\n" + keys("Old") + "[work]\nregion = eu-west-1\n", refused=MALFORMED),
        Case("two-keys", credentials="[work]\n" + keys("Old") + keys("Older"), refused=MALFORMED),
        Case("two-keys-in-other-letters", credentials="[work]\n" + keys("Old") + keys("Older").upper(),
             refused=MALFORMED),
        Case("no-section-at-the-start", credentials=keys("Old") + OTHER, refused=MALFORMED),
        Case("open-section", config="[profile work\n" + role(), refused=MALFORMED),
        Case("no-equals-sign", credentials=SOURCE, config="[profile work]\njust words\n", refused=MALFORMED),
        Case("name-with-blank", credentials=SOURCE, config='[profile "a b"]\n' + role(), profile="a b",
             refused=INVALID_NAME),
        Case("name-with-bracket", credentials=SOURCE, profile="a]b", refused=INVALID_NAME),
    ]
