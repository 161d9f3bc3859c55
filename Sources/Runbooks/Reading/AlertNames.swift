internal import IncidentCore
internal import Patterns

/// Finds the names of alerts in a runbook's text.
struct AlertNames {
    /// Those that are known from alerting rules.
    let known: Set<String>

    /// The alerts that a heading is about: `KubePodNotReady`, `Alert: X`, `A / B`, or one that is known or stands between
    /// backticks.
    func names(inHeading text: MarkdownHeading) -> [String] {
        let marked = text.code.filter(isName)
        if !marked.isEmpty { return marked }
        let words = text.plain.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }.map(String.init)
        let inRules = words.filter(known.contains)
        if !inRules.isEmpty { return inRules }
        let whole = names(amongWords: words)
        guard whole.isEmpty, let end = Self.explanation.matches(in: text.plain, limit: 1).first else { return whole }
        let before = String(decoding: text.plain.utf8.prefix(end.byteRange.lowerBound), as: UTF8.self)
        return names(amongWords: before.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
    }

    /// Where they are nothing but names.
    private func names(amongWords words: [String]) -> [String] {
        let rest = words.filter { !Self.isFiller($0) && Int($0) == nil }
        return !rest.isEmpty && rest.allSatisfy(isName) ? rest.map { $0.trimmingColons() } : []
    }

    /// What follows a heading's names: `X - what it means`, `X (in words)`.
    private static let explanation = Pattern.builtIn(#"\s+[-–—|]\s|\s*[(（\[]|:\s"#)

    /// The alerts that a line says it is about.
    func names(inLine text: String) -> [String] {
        if let list = Self.labelled.matches(in: text, limit: 1).first?.groups[1] {
            let words = list.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
            let named = words.drop(while: Self.isFiller).prefix { isName($0) || $0 == "and" || $0 == "or" }
            return Array(named.filter { isName($0) }.prefix(20))
        }
        return []
    }

    /// The alerts that a matcher or a rule in the text names.
    func names(inMatchers text: String) -> [String] {
        Self.matcher.matches(in: text, limit: 20).flatMap { match in
            (match.groups[1] ?? "").split(separator: "|").map(String.init).filter(isName)
        }
    }

    func names(inRule line: String) -> [String] {
        Self.rule.matches(in: line, limit: 1).compactMap { $0.groups[1] }
    }

    private static let fillers: Set = [
        "alert", "alerts", "and", "or", "the", "firing", "runbook", "critical", "warning",
    ]
    private static func isFiller(_ word: String) -> Bool { fillers.contains(word.lowercased().trimmingColons()) }

    private static let labelled = Pattern.builtIn(
        #"(?i)^[^A-Za-z0-9]*alert(?:s|name|names| name| names)?[^A-Za-z0-9]*[:=][^A-Za-z0-9]*(.+)$"#)
    private static let matcher = Pattern.builtIn(#"alertname\s*=~?\s*"([A-Za-z0-9_|]{1,200})""#)
    private static let rule = Pattern.builtIn(#"^\s*-?\s*alert:\s*["']?([A-Za-z0-9_]{1,100})"#)

    /// Two words at least written into one, as alerts are named; what products are called is none.
    private func isName(_ word: String) -> Bool {
        if known.contains(word) { return true }
        let word = word.trimmingColons()
        guard word.count > 5, word.unicodeScalars.allSatisfy(\.isInIdentifier),
            !Self.products.contains(word.lowercased())
        else { return false }
        var humps = 0
        var isAfterLower = true
        for scalar in word.unicodeScalars {
            let isUpper = ("A"..."Z").contains(scalar)
            if isUpper, isAfterLower { humps += 1 }
            isAfterLower = !isUpper
        }
        let startsLow = word.unicodeScalars.first.map { ("a"..."z").contains($0) } == true
        return humps >= (startsLow ? 1 : 2) && word.unicodeScalars.contains { ("a"..."z").contains($0) }
    }

    private static let products: Set = [
        "postgresql", "pagerduty", "openshift", "gitlab", "github", "coredns", "alertmanager", "timescaledb", "mongodb",
        "rabbitmq", "cockroachdb", "mariadb", "javascript", "typescript", "youtube", "linkedin", "statefulset",
        "daemonset", "replicaset", "configmap", "cronjob", "loadbalancer", "clusterrole", "networkpolicy", "devops",
        "opentelemetry", "victoriametrics", "clickhouse", "influxdb", "dynamodb", "cloudflare", "cloudwatch", "graphql",
        "serviceaccount", "haproxy", "fluentbit", "argocd", "pgbouncer", "opsgenie", "statuspage", "runbook",
    ]
}

/// What a heading says.
struct MarkdownHeading {
    let plain: String
    /// What stands between backticks.
    let code: [String]
}

extension String {
    fileprivate func trimmingColons() -> String { filter { $0 != ":" } }
}
