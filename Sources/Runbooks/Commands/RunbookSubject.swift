/// What a runbook is about: the namespace, deployment and app that its commands name most.
///
/// An alert that carries these labels is about what they name, so that is looked at in their place. What a runbook names
/// besides, such as the namespace of the monitoring, stays as it is.
struct RunbookSubject: Equatable {
    private(set) var namespace: String?
    private(set) var deployment: String?
    private(set) var app: String?

    init() {}

    init(counting commands: [ShellCommand]) {
        var named: [SubjectPlace.Kind: [String]] = [:]
        for command in commands {
            for place in SubjectPlace.all(in: command.words) { named[place.kind, default: []].append(place.value) }
        }
        namespace = Self.mostNamed(named[.namespace] ?? [])
        deployment = Self.mostNamed(named[.deployment] ?? [])
        app = Self.mostNamed(named[.app] ?? [])
    }

    /// Of equally often named ones the first.
    private static func mostNamed(_ values: [String]) -> String? {
        let counts = values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return values.max { left, right in counts[left]! < counts[right]! }.flatMap { best in
            values.first { counts[$0] == counts[best] }
        }
    }

    subscript(kind: SubjectPlace.Kind) -> String? {
        switch kind {
        case .namespace: namespace
        case .deployment: deployment
        case .app: app
        }
    }
}

/// Where a command of kubectl's names what it is about.
struct SubjectPlace {
    enum Kind: Hashable { case namespace, deployment, app }

    let kind: Kind
    /// Which word, and what stands in it before the name.
    let word: Int
    let prefix: String
    let value: String

    var label: PlaceLabel {
        switch kind {
        case .namespace: .namespace
        case .deployment: .deployment
        case .app: .app
        }
    }

    /// Of the words before `--` that are written out; kubectl may be what another program is to run, as `xargs` does.
    static func all(in words: [ShellWord]) -> [SubjectPlace] {
        guard let program = words.firstIndex(where: { ["kubectl", "oc"].contains($0.literal) }) else { return [] }
        let own = words[program...].prefix { $0.literal != "--" }
        return own.indices.dropFirst().compactMap { index in
            own[index].literal.flatMap { place(in: $0, at: index, after: own[index - 1].literal ?? "") }
        }
    }

    private static let deploymentKinds = ["deployment", "deployments", "deploy", "deployment.apps", "deployments.apps"]

    private static func place(in word: String, at index: Int, after previous: String) -> SubjectPlace? {
        func place(_ kind: Kind, behind prefix: String) -> SubjectPlace? {
            let value = String(word.dropFirst(prefix.count))
            guard word.hasPrefix(prefix), !value.isEmpty, !value.hasPrefix("-"), !value.contains(","),
                !value.contains("=")
            else { return nil }
            return SubjectPlace(kind: kind, word: index, prefix: prefix, value: value)
        }
        switch previous {
        case "-n", "--namespace": return place(.namespace, behind: "")
        case "-l", "--selector": return place(.app, behind: "app=")
        case _ where deploymentKinds.contains(previous): return place(.deployment, behind: "")
        default: break
        }
        return place(.namespace, behind: "--namespace=") ?? place(.app, behind: "--selector=app=")
            ?? place(.app, behind: "-lapp=")
            ?? deploymentKinds.lazy.compactMap { place(.deployment, behind: $0 + "/") }.first
    }
}
