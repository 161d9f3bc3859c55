internal import Patterns

/// A path of fields in a template of kubectl: `.spec.containers[*].image`.
enum FieldPath {
    /// In JSONPath: names, and the entries of known lists; never all entries of an object.
    ///
    /// - Parameter isInside: whether what is in it is printed by other paths.
    static func isAllowed(_ path: Substring, isInside: Bool) -> Bool {
        guard let steps = steps(of: path) else { return false }
        var (name, isWhole) = ("", false)
        for (place, step) in steps.enumerated() {
            switch step {
            case .name(let next): (name, isWhole) = (next, true)
            case .entries where !isWhole || !isKnownList(name): return false
            case .entries, .entry: isWhole = false
            }
            // Behind a variable's own list there is its name, or where its value comes from.
            guard name == "env", place + 1 < steps.count, case .name(let next) = steps[place + 1] else { continue }
            guard next == "name" || next == "valueFrom" else { return false }
        }
        // By itself it is the value of whatever is gone through.
        return isInside || steps != [.name("value")]
    }

    private enum Step: Equatable {
        case name(String)
        /// One by its place, or those that a condition chooses.
        case entry
        case entries
    }

    private static let field = Pattern.builtIn(
        #"\A(?:\.{0,2}[A-Za-z](?:[\w/-]|\\\.)*|\.{0,2}\[['"][A-Za-z](?:[\w./-]|\\\.)*['"]\])"#)
    private static let several = Pattern.builtIn(#"\A\[(?:['"][A-Za-z][\w./-]*['"]\s*,\s*)+['"][A-Za-z][\w./-]*['"]\]"#)
    private static let entry = Pattern.builtIn(
        #"\A\[-?\d+\]|\A\[\?\(\s*@[\w.]*\s*(?:[=!<>]=?\s*(?:"[^"]*"|'[^']*'|[\w.]+)\s*)?\)\]"#)
    private static let entries = Pattern.builtIn(#"\A\[(?:\*|-?\d*:-?\d*(?::\d+)?)\]"#)

    /// `nil` where it is written otherwise.
    private static func steps(of path: Substring) -> [Step]? {
        var rest = String(path)
        if rest.hasPrefix("$") || rest.hasPrefix("@") { rest.removeFirst() }
        if ["", "."].contains(rest) { return [] }
        var steps: [Step] = []
        while !rest.isEmpty {
            if let found = entries.start(of: rest) {
                steps.append(.entries)
                rest.removeFirst(found.count)
            } else if let found = entry.start(of: rest) {
                steps.append(.entry)
                rest.removeFirst(found.count)
            } else if let found = several.start(of: rest) {
                // Of the names one after the other: the last is what comes next of, and each must be one that may stand there.
                let names = found.split { !($0.isLetter || $0.isNumber || "_-/.".contains($0)) }.map(String.init)
                guard !names.contains(where: isOfValues), names.allSatisfy(isKnownList) || rest.count == found.count
                else { return nil }
                steps.append(.name(names.last ?? ""))
                rest.removeFirst(found.count)
            } else if let found = field.start(of: rest) {
                let name = found.filter { !"[]'\"\\".contains($0) }.drop { $0 == "." }
                // Wherever it stands, a value is asked for without its name.
                if found.hasPrefix(".."), isOfValues(String(name)) || name == "value" { return nil }
                steps.append(.name(String(name)))
                rest.removeFirst(found.count)
            } else {
                return nil
            }
        }
        return steps
    }

    private static let goFields = #"(?:\.[A-Za-z_]\w*)+"#
    private static let goObject = Pattern.builtIn(#"\A(?:\(index \#(goFields) \d+\)(?:\#(goFields))?|\#(goFields))\z"#)
    private static let goKey = Pattern.builtIn(#"\Aindex (\#(goFields)) "[\w./-]+"\z"#)
    private static let goPlace = Pattern.builtIn(#"\A\(?index (\#(goFields)) \d+\)?"#)

    /// What may be gone through in Go's language: a list that is known as one.
    static func isGoList(_ path: Substring) -> Bool { isGoObject(path) && isKnownList(lastName(of: path)) }

    /// An object, or what is counted.
    static func isGoObject(_ path: Substring) -> Bool {
        goObject.matches(String(path)) && isGoPlaceKnown(path)
    }

    /// What is printed: a field by its name, or all of what is gone through.
    static func isGoPrinted(_ path: Substring) -> Bool {
        if path == "." { return true }
        if goKey.matches(String(path)) { return true }
        return isGoObject(path) && path != ".value"
    }

    private static func isGoPlaceKnown(_ path: Substring) -> Bool {
        guard let found = goPlace.start(of: String(path)) else { return true }
        let list = found.split(separator: " ").dropFirst().first.map(Substring.init) ?? ""
        return isKnownList(lastName(of: list)) && lastName(of: list) != "env"
    }

    private static func lastName(of path: Substring) -> String {
        path.split(separator: ".").last.map(String.init) ?? ""
    }

    private static func isOfValues(_ name: String) -> Bool {
        ["data", "stringData", "binaryData", "annotations", "env"].contains(name)
    }

    private static func isKnownList(_ name: String) -> Bool { lists.contains(name) }

    /// The lists of Kubernetes' API whose entries are objects with names, or plain words.
    private static let lists: Set<String> = [
        "accessModes", "addresses", "args", "backends", "command", "conditions", "containerStatuses", "containers",
        "currentMetrics", "egress", "endpoints", "env", "envFrom", "ephemeralContainerStatuses", "ephemeralContainers",
        "externalIPs", "finalizers", "from", "hostAliases", "hosts", "http", "imagePullSecrets", "images", "ingress",
        "initContainerStatuses", "initContainers", "items", "list", "loadBalancerSourceRanges", "managedFields",
        "matchExpressions", "metrics", "nodeSelectorTerms", "notReadyAddresses", "ownerReferences", "parentRefs",
        "paths",
        "podIPs", "policyTypes", "ports", "readinessGates", "resourceNames", "resources", "roleRef", "rules", "secrets",
        "sources", "subjects", "subsets", "taints", "tls", "to", "tolerations", "topologySpreadConstraints", "verbs",
        "versions", "volumeClaimTemplates", "volumeMounts", "volumes", "volumesAttached", "volumesInUse", "webhooks",
        "zones",
    ]
}

extension Pattern {
    /// What of the beginning of a text it fits.
    fileprivate func start(of text: String) -> String? {
        matches(in: text, limit: 1).first.map { String($0.groups.first.flatMap { $0 } ?? "") }
    }
}
