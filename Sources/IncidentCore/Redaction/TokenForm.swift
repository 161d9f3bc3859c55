internal import Patterns

/// Keys and tokens whose own form tells whose they are.
///
/// What tells it stays and what opens the door goes: `ghp_[redacted]`. Prefixes and lengths are those that the services
/// document, and that gitleaks' and detect-secrets' lists of rules agree on. Half of the length is enough for prefixes that
/// stand for nothing else, because others cut texts too.
struct TokenForm: Sendable {
    /// What tells it.
    let sign: String
    /// The characters that follow, and how many at least.
    let body: Body
    let least: Int
    /// The characters that stand before the sign and belong to the secret, and how many.
    var before: (body: Body, count: Int)?
    /// Whether the sign may stand within a word.
    var standsInWords = true
    /// Whether names may begin with it too, so that what follows must look as if nobody had thought it up.
    var isDrawn = false

    enum Body {
        case hexadecimal, digits, capitals, alphanumeric
        /// With `_` and `-`.
        case word
        /// With `.` and `~` too.
        case dotted
        /// Of base64, with padding, in both alphabets.
        case base64
        /// Of a URL's path.
        case path

        func holds(_ byte: UInt8) -> Bool {
            switch self {
            case .hexadecimal: byte.isHexDigit
            case .digits: byte.isDigit
            case .capitals: byte.isUppercase || byte.isDigit
            case .alphanumeric: byte.isAlphanumeric
            case .word: byte.isAlphanumeric || "_-".utf8.contains(byte)
            case .dotted: byte.isAlphanumeric || "_-.~".utf8.contains(byte)
            case .base64: byte.isAlphanumeric || "+/=_-".utf8.contains(byte)
            case .path: byte.isAlphanumeric || "_-./~@%:+=".utf8.contains(byte)
            }
        }
    }

    /// What stands wherever one may.
    var pattern: String {
        let characters =
            switch body {
            case .hexadecimal: "[0-9A-Fa-f]"
            case .digits: "[0-9]"
            case .capitals: "[A-Z0-9]"
            case .alphanumeric: "[A-Za-z0-9]"
            case .word: "[A-Za-z0-9_-]"
            case .dotted: "[A-Za-z0-9_.~-]"
            case .base64: "[A-Za-z0-9+/=_-]"
            case .path: "[A-Za-z0-9_./~@%:+=-]"
            }
        return Pattern.escaped(sign) + "\(characters){\(min(least, half))}"
    }

    /// So much of one is known as its half.
    private var half: Int { standsInWords && before == nil ? 4 : max(4, least / 2) }

    static func find(in search: inout SecretSearch) {
        search.hide(signs) { text, groups in
            guard let sign = groups[0], let form = bySign[text.string(sign)] else { return nil }
            return form.secret(after: sign, in: text)
        }
        search.hideGroups(of: parted)
    }

    /// - Returns: `nil` when it is none.
    private func secret(after sign: Range<Int>, in text: SearchedText) -> Range<Int>? {
        if !standsInWords, let byte = text.byte(at: sign.lowerBound - 1),
            byte.isAlphanumeric || byte == UInt8(ascii: "_"),
            // A line feed, as JSON writes it.
            !(byte == UInt8(ascii: "n") && text.byte(at: sign.lowerBound - 2) == UInt8(ascii: "\\"))
        {
            return nil
        }
        let end = text.end(of: body.holds, from: sign.upperBound)
        let length = end - sign.upperBound
        // A short one may be the half that is left of a text.
        guard length >= least || isHalf(sign.upperBound..<end, in: text),
            !isDrawn || SecretValue.isDrawnWord(text.bytes[sign.upperBound..<end])
        else { return nil }
        guard let before else { return sign.upperBound..<end }
        let start = text.start(of: before.body.holds, before: sign.lowerBound, limit: 64)
        return sign.lowerBound - start >= before.count ? start..<end : nil
    }

    /// Whether a text was cut within it.
    private func isHalf(_ body: Range<Int>, in text: SearchedText) -> Bool {
        let end = body.upperBound
        guard body.count >= half,
            text.end(of: \.isSpace, from: end, limit: 4) == text.bytes.count || text.holds("…", at: end)
                || text.holds("...", at: end)
        else { return false }
        return text.bytes[body].contains { $0.isDigit || $0.isUppercase }
    }

    private static let bySign = Dictionary(uniqueKeysWithValues: all.map { ($0.sign, $0) })

    /// Those without a sign, told by their parts: Discord, Harness, Braintree, Asana, Boundary.
    private static let parted = Pattern.builtIn(
        #"\b([MNO][A-Za-z0-9]{23,25}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,38})\b|\b[ps]at\.([A-Za-z0-9_-]{22}\.[A-Za-z0-9]{24}\.[A-Za-z0-9]{20})\b"#
            + #"|\baccess_token\$(?:production|sandbox)\$([a-z0-9]{16}\$[0-9a-f]{32})\b|\b[0-9]/[0-9]{13,17}:([0-9a-f]{32})\b"#
            + #"|\bat_[A-Za-z0-9]{10}_(s1[A-Za-z0-9]{16,})"#
    )

    /// Of two signs of which one begins the other, the longer first.
    private static let signs = Pattern.builtIn(
        all.map(\.sign).sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }.map(Pattern.escaped).joined(separator: "|")
    )
}

extension TokenForm {
    static let all = prefixed + inWords + aroundSigns

    private static func forms(_ signs: String, _ body: Body, _ least: Int) -> [TokenForm] {
        signs.split(separator: " ").map { TokenForm(sign: String($0), body: body, least: least) }
    }

    private static let prefixed = [
        // Code hosts and registries: GitHub, GitLab, Bitbucket, npm, PyPI, RubyGems, Clojars, NuGet, Docker Hub, JFrog.
        forms("ghp_ gho_ ghu_ ghs_ ghr_", .alphanumeric, 18), forms("github_pat_", .word, 20),
        forms("glpat- gldt- glrt- glcbt- glptt- glft- glimt- glagent- glsoat- glffct- gloas- glwt-", .dotted, 12),
        forms("GR1348941", .word, 12), forms("_gitlab_session=", .alphanumeric, 16),
        forms("ATBB ATCTT3 ATATT3 ATSTT3", .base64, 20), forms("npm_", .alphanumeric, 18),
        forms("pypi-AgE", .word, 20), forms("rubygems_", .hexadecimal, 24), forms("CLOJARS_", .alphanumeric, 30),
        forms("dckr_pat_ dckr_oat_", .word, 14), forms("AKCp", .alphanumeric, 35), forms("cmVmd", .alphanumeric, 50),
        // Clouds: AWS, Google, DigitalOcean, Azure DevOps, Alibaba, Yandex, Fly, Heroku, Cloudflare, Scalingo, Supabase, Netlify.
        forms("AKIA ABIA ACCA", .capitals, 16), forms("AIza", .word, 30), forms("ya29.", .dotted, 10),
        forms("GOCSPX-", .word, 14), forms("1//0", .word, 30),
        forms("dop_v1_ doo_v1_ dor_v1_", .hexadecimal, 24), forms("LTAI", .alphanumeric, 16), forms("AQVN", .word, 30),
        forms("fo1_ fm1r_ fm1a_ fm2_", .base64, 24), forms("HRKU-", .word, 24), forms("v1.0-", .word, 60),
        forms("tk-us-", .word, 24), forms("sbp_ sb_secret_", .word, 20), forms("nfp_", .alphanumeric, 20),
        forms("ABSK", .base64, 60), forms("amzn.mws.", .word, 30),
        // Models: OpenAI and those that follow its form, Anthropic, Hugging Face, Groq, xAI, Perplexity, Replicate, NVIDIA.
        forms("sk-ant-", .word, 12), forms("sk-proj- sk-svcacct- sk-admin- sk-or-v1- sk-None-", .word, 20),
        forms("hf_ api_org_", .alphanumeric, 17), forms("gsk_", .alphanumeric, 24), forms("xai-", .alphanumeric, 30),
        forms("pplx-", .alphanumeric, 24), forms("r8_", .alphanumeric, 24), forms("nvapi-", .word, 24),
        forms("lsv2_pt_ lsv2_sk_", .word, 20), forms("pcsk_ tvly-", .word, 24),
        // Payment and shops: Stripe, Square, Shopify, Plaid, Flutterwave, Shippo, EasyPost, Duffel.
        forms("sk_live_ sk_test_ sk_prod_ rk_live_ rk_test_ rk_prod_", .alphanumeric, 10), forms("whsec_", .base64, 16),
        forms("sq0atp- sq0csp- sq0idp-", .word, 14),
        forms("shpat_ shpca_ shppa_ shpss_ shptka_ shpua_", .hexadecimal, 16),
        forms("access-sandbox- access-development- access-production-", .word, 20),
        forms("FLWSECK_TEST- FLWSECK-", .word, 10), forms("shippo_live_ shippo_test_", .hexadecimal, 20),
        forms("duffel_live_ duffel_test_", .dotted, 20),
        // Messages: Slack, Discord, Teams, Telegram, SendGrid, Brevo, Mattermost, Zapier, PagerDuty.
        forms("xoxb- xoxp- xoxa- xoxr- xoxs- xoxo- xoxe- xoxc- xoxd- xoxe.xoxp- xoxe.xoxb- xapp- xwfp-", .word, 10),
        forms("hooks.slack.com/services/ hooks.slack.com/workflows/ hooks.slack.com/triggers/", .path, 4),
        forms("discord.com/api/webhooks/ discordapp.com/api/webhooks/ hooks.zapier.com/hooks/catch/", .path, 10),
        forms("webhook.office.com/webhookb2/ outlook.office.com/webhook/", .path, 10),
        forms("api.telegram.org/bot", .path, 20), forms("events.pagerduty.com/integration/", .alphanumeric, 10),
        forms("xkeysib- xsmtpsib-", .word, 30), forms("pdus+", .path, 10),
        // Watching: Grafana, New Relic, Sentry, Dynatrace, Honeycomb, LaunchDarkly, Postman, Datadog.
        forms("glsa_", .word, 16), forms("glc_", .base64, 16), forms("eyJrIjoi", .base64, 30),
        forms("NRAK- NRJS- NRII- NRIQ- NRRA-", .word, 14), forms("sntrys_", .base64, 20),
        forms("sntryu_", .hexadecimal, 24),
        forms("dt0c01. dt0s01. dt0s02. dt0s16.", .dotted, 24),
        forms("hcaik_ hcbik_ hccik_ hcxik_ hcamk_", .alphanumeric, 20),
        forms("PMAK-", .word, 24), forms("ddapp_ ddapi_", .alphanumeric, 20),
        // What else builds, keeps and plans: HashiCorp, Pulumi, Doppler, 1Password, Databricks, Linear, Notion, PlanetScale,
        // Prefect, ReadMe, Sourcegraph, SonarQube, Buildkite, CircleCI, Tailscale, Aiven, Airtable, Figma, Typeform, Octopus,
        // Infracost, Frame.io, Adobe, OpenShift, ClickHouse, HubSpot, Harness, age.
        forms("hvs. hvb. hvr.", .dotted, 20), forms("b.AAAAAQ", .dotted, 30), forms("pul-", .hexadecimal, 20),
        forms("dp.pt. dp.st. dp.ct. dp.sa. dp.scim. dp.audit.", .dotted, 20), forms("ops_eyJ", .base64, 20),
        forms("dapi", .hexadecimal, 20), forms("lin_api_ lin_oauth_", .alphanumeric, 20),
        forms("ntn_", .alphanumeric, 24),
        forms("pscale_tkn_ pscale_oauth_ pscale_pw_", .dotted, 16), forms("pnu_ pnb_", .alphanumeric, 18),
        forms("rdme_", .alphanumeric, 35), forms("sgp_", .word, 30), forms("squ_ sqp_ sqa_", .hexadecimal, 20),
        forms("bkua_", .hexadecimal, 20), forms("CCIPAT_ CCIPRJ_", .word, 20), forms("tskey-", .word, 16),
        forms("AVNS_", .word, 10), forms("figd_", .word, 20), forms("tfp_", .dotted, 30), forms("fio-u-", .dotted, 32),
        forms("p8e-", .alphanumeric, 16), forms("sha256~", .word, 22), forms("pat-na1- pat-na2- pat-eu1-", .word, 20),
        // Contentful, Neon, Mapbox, AWS ECR, ASP.NET, hooks of Feishu, Lark, VictorOps and Healthchecks.
        forms("CFPAT-", .word, 30), forms("napi_", .alphanumeric, 40), forms("sk.eyJ", .dotted, 40),
        forms("eyJwYXlsb2FkIjoi", .base64, 60), forms("CfDJ8", .word, 40),
        forms("open.feishu.cn/open-apis/bot/v2/hook/ open.larksuite.com/open-apis/bot/v2/hook/", .path, 10),
        forms("alert.victorops.com/integrations/ hc-ping.com/", .path, 20),
        forms("AGE-SECRET-KEY-1", .capitals, 20), forms("{AQAA base64url.bearer.authorization.k8s.io.", .base64, 20),
    ].flatMap(\.self)

    /// Short ones, which other words may hold.
    private static let inWords = [
        TokenForm(sign: "ASIA", body: .capitals, least: 16, standsInWords: false),
        TokenForm(sign: "SG.", body: .dotted, least: 30, standsInWords: false),
        TokenForm(sign: "EAAA", body: .word, least: 50, standsInWords: false),
        TokenForm(sign: "EZAK", body: .alphanumeric, least: 40, standsInWords: false),
        TokenForm(sign: "EZTK", body: .alphanumeric, least: 40, standsInWords: false),
        TokenForm(sign: "4b1d", body: .alphanumeric, least: 38, standsInWords: false),
        TokenForm(sign: "sk-", body: .alphanumeric, least: 32, standsInWords: false),
        TokenForm(sign: "key-", body: .hexadecimal, least: 32, standsInWords: false),
        TokenForm(sign: "ico-", body: .alphanumeric, least: 32, standsInWords: false),
        TokenForm(sign: "API-", body: .capitals, least: 26, standsInWords: false),
        TokenForm(sign: "secret_", body: .alphanumeric, least: 40, standsInWords: false),
        TokenForm(sign: "u+", body: .word, least: 18, standsInWords: false),
        TokenForm(sign: "R0", body: .capitals, least: 30, standsInWords: false),
        TokenForm(sign: "SK", body: .hexadecimal, least: 32, standsInWords: false),
        TokenForm(sign: "s.", body: .alphanumeric, least: 24, standsInWords: false),
        TokenForm(sign: "sdk-", body: .word, least: 36, standsInWords: false),
        TokenForm(sign: "sl.", body: .word, least: 60, standsInWords: false),
        TokenForm(sign: "re_", body: .word, least: 24, standsInWords: false, isDrawn: true),
        TokenForm(sign: "rnd_", body: .alphanumeric, least: 24, standsInWords: false, isDrawn: true),
        TokenForm(sign: "/hooks/", body: .alphanumeric, least: 26),
    ]

    /// Those with a sign in their middle: Telegram, Azure, Terraform Cloud, Mailchimp, New Relic, MaxMind, Airtable.
    private static let aroundSigns = [
        TokenForm(sign: ":AA", body: .word, least: 10, before: (.digits, 8)),
        TokenForm(sign: ":APA91b", body: .word, least: 60, before: (.word, 8)),
        TokenForm(sign: "Q~", body: .dotted, least: 20, before: (.dotted, 4)),
        TokenForm(sign: ".atlasv1.", body: .dotted, least: 20, before: (.alphanumeric, 14)),
        TokenForm(sign: "-us", body: .digits, least: 1, before: (.hexadecimal, 32)),
        TokenForm(sign: "NRAL", body: .alphanumeric, least: 0, before: (.alphanumeric, 28)),
        TokenForm(sign: ".", body: .hexadecimal, least: 60, before: (.alphanumeric, 17)),
        TokenForm(sign: "_mmk", body: .alphanumeric, least: 0, before: (.word, 30)),
    ]
}
