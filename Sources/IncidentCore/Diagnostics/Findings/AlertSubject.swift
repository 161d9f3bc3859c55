/// What an alert is about, as far as its labels and its name say it.
package struct AlertSubject: Sendable, Equatable {
    /// What it names that is finer than a namespace, without what only reports it.
    let names: [ObjectName]
    /// Whether some of them run in a cluster, and are not machines.
    private let namesWorkload: Bool
    private let namesNode: Bool
    private let areas: Set<TroubleArea>
    /// Of these it names the very object.
    private let labelled: Set<TroubleArea>
    /// Whether it is about who reads a queue, which may be any workload.
    private let isOfConsumers: Bool
    package let namespace: String?
    /// `analytics-api-down`, in which an alert's name may name an object; empty where it is about no state of one.
    private let alertWords: String
    /// Whether no trouble of what runs causes it: who came in, what has to be paid.
    private let isForeign: Bool
    /// Whether the tables alone know what it is about: a heartbeat, or what says neither what nor where.
    private let isOpen: Bool

    package init(_ labels: Labels) {
        var names: [ObjectName] = []
        var (areas, labelled) = (Set<TroubleArea>(), Set<TroubleArea>())
        var (namesWorkload, namesNode) = (false, false)
        let alertName = labels["alertname"] ?? ""
        let alertAreas = TroubleArea.areas(ofAlert: alertName)
        for (label, area) in Self.labels {
            guard let value = labels[label], let name = Self.name(value, of: label, in: area) else { continue }
            names.append(name)
            labelled.insert(area)
            // What is scraped is a machine or a program; of which an alert's name may tell.
            namesWorkload = namesWorkload || area != .node || label == "instance" && !alertAreas.contains(.node)
            namesNode = namesNode || area == .node && (label != "instance" || alertAreas.contains(.node))
            if let store = TroubleArea.store(named: name.text) { areas.insert(store) }
            if area != .workload { areas.insert(area) }
        }
        for (label, area) in Self.told where !(labels[label] ?? "").isEmpty { areas.insert(area) }
        let isOfSecurity = TroubleArea.isOfSecurity(labels)
        isForeign = isOfSecurity || TroubleArea.isOfPaper(alertName)
        alertWords = isForeign ? "" : Self.words(ofAlert: alertName)
        if !isForeign { areas.formUnion(alertAreas) }
        isOfConsumers = TroubleArea.isOfConsumers(labels)
        let namespace = labels["namespace"].flatMap { $0.isEmpty ? nil : $0 }
        // What watches runs there too, and goes by names that are left out of others.
        if areas.contains(.monitoring), namespace != nil { areas.insert(.workload) }
        (self.names, self.areas, self.labelled, self.namespace) = (names, areas, labelled, namespace)
        (self.namesWorkload, self.namesNode) = (namesWorkload, namesNode)
        let saysNothing = names.isEmpty && areas.isEmpty && !isOfSecurity && (namespace == nil || alertName.isEmpty)
        isOpen = saysNothing || !(labels["heartbeat"] ?? "").isEmpty
    }

    /// How what a question brought stands to the alert: elsewhere is only what is certainly another thing, and one on which
    /// what the alert names does not depend.
    ///
    /// - Parameter text: the sentence of a finding; of a log it is a program's, and says nothing of whose it is.
    package func place(of text: String, askedBy question: QuestionSubject) -> FindingPlace {
        guard !isOpen else { return .unknown }
        switch question.kind {
        case .unknown: return .unknown
        case .objects, .inside: return place(of: question.names, isOfNode: question.area == .node, in: question)
        case .list:
            let named = NamedObjects(in: text)
            return place(of: named.names, isOfNode: question.area == .node || named.isOfNode, in: question)
        case .measured: return place(of: NamedObjects(measured: text).names, isOfNode: false, in: question)
        }
    }

    /// Whether something of what it names was looked at: asked for, or among the rows of a list.
    ///
    /// - Parameter rows: what lists of workloads have printed.
    package func isSeen(askedBy questions: [QuestionSubject], rows: [Substring]) -> Bool {
        if questions.contains(where: { isOwn($0.names) || isRelated($0.names) }) { return true }
        return rows.contains { row in
            // The name, or after an age, a type and a reason the object of an event.
            let words = row.split(separator: " ", maxSplits: 5).prefix(5)
            let printed = words.compactMap { $0.split(separator: "/").last }.compactMap { ObjectName($0) }
            return printed.contains { other in names.contains { $0.belongs(with: other) } }
        }
    }

    /// Whether it is about what a command would change, where the tables only guess that.
    func isAbout(guessed name: String) -> Bool {
        guard !isOpen, let name = ObjectName(name) else { return true }
        guard !isOwn([name]) else { return true }
        return names.isEmpty ? !isForeign && areas.contains(.workload) : isOfAll(in: namespace)
    }

    private func place(of named: [ObjectName], isOfNode: Bool, in question: QuestionSubject) -> FindingPlace {
        if isOwn(named) { return .own }
        guard !isForeign else { return .elsewhere }
        if named.isEmpty, isOfNode || question.area == .quota { return .unknown }
        // Whatever runs needs a machine, and what a quota leaves.
        if isOfNode { return namesNode ? .elsewhere : .unknown }
        if question.area == .quota { return labelled.contains(.quota) ? .elsewhere : .unknown }
        if isOfAll(in: question.namespace ?? namespace) || isRelated(named) { return .unknown }
        // Who falls behind may be a workload that nothing in the alert names.
        if isOfConsumers, question.area == .workload, question.stores.isEmpty { return .unknown }
        guard !names.isEmpty else { return placeWithoutNames(in: question) }
        let isOfStore = !question.stores.isEmpty || named.contains(where: \.isOfStore)
        // One claim is not why another is full.
        let isOfItsKind = question.area.map { $0 != .workload && labelled.contains($0) } ?? false
        if isOfApplication, isOfStore, !isOfItsKind { return .store }
        return named.isEmpty || mayBelong(named, in: question) ? .unknown : .elsewhere
    }

    private func placeWithoutNames(in question: QuestionSubject) -> FindingPlace {
        let isAlike = question.area.map(areas.contains) ?? false
        let isOfCluster = question.kind == .measured && question.namespace == nil
        let isOfOtherStore = [.objects, .inside].contains(question.kind) && !question.stores.isEmpty
        let mayBe = areas.isEmpty || areas.contains(.workload) || isOfCluster || isAlike && !isOfOtherStore
        return mayBe ? .unknown : .elsewhere
    }

    /// Of what it does not name itself: the claims of a database, the jobs of one whose backup is missing.
    private func mayBelong(_ named: [ObjectName], in question: QuestionSubject) -> Bool {
        guard let area = question.area, area != .workload else { return false }
        if question.kind == .measured { return true }
        guard !labelled.contains(area) else { return false }
        let space = question.namespace ?? namespace ?? ""
        return area == .volume || areas.contains(area)
            || area == .release && named.contains { $0.isPart(ofNamespace: space) }
    }

    /// Whether it names no more than the namespace: `service=analytics-hub` in `llm-analytics-hub`.
    private func isOfAll(in namespace: String?) -> Bool {
        guard let namespace, !names.isEmpty else { return false }
        return names.allSatisfy { $0.isPart(ofNamespace: namespace) && !$0.isOfStore }
    }

    private func isRelated(_ others: [ObjectName]) -> Bool {
        others.contains { other in names.contains { $0.isAlike(other) } }
    }

    private func isOwn(_ others: [ObjectName]) -> Bool {
        others.contains { other in
            names.contains { $0.belongs(with: other) } || other.isNamed(in: alertWords)
                || TroubleArea.store(named: other.text).map(areas.contains) ?? false
        }
    }

    /// Something that stores its data elsewhere.
    private var isOfApplication: Bool { namesWorkload && areas.isDisjoint(with: [.database, .cache, .queue]) }
}

extension AlertSubject {
    /// The labels that name an object, and of what area.
    private static let labels: [(label: String, area: TroubleArea)] = naming.flatMap { area, labels in
        labels.map { (label: $0, area: area) }
    }
    private static let naming: [(area: TroubleArea, labels: [String])] = [
        (
            .workload,
            [
                "service", "app", "component", "deployment", "statefulset", "daemonset", "replicaset", "pod",
                "workload", "exported_pod", "exported_service", "app_kubernetes_io_name", "ingress", "job",
            ]
        ),
        (.node, ["node", "host", "hostname", "server", "instance", "exported_node", "kubernetes_node"]),
        (.job, ["job_name", "cronjob"]), (.volume, ["persistentvolumeclaim"]), (.quota, ["resourcequota"]),
        (.autoscaler, ["horizontalpodautoscaler"]), (.release, ["helm_release"]),
    ]
    /// Those that say an area without a name that is an object's.
    private static let told: [(label: String, area: TroubleArea)] = [
        ("consumergroup", .queue), ("consumer_group", .queue), ("topic", .queue), ("datname", .database),
        ("database", .database),
    ]

    /// What measures, and is not what is wrong.
    private static let reporters = [
        "kube-state-metrics", "kubernetes", "node-exporter", "kubelet", "cadvisor", "blackbox", "pushgateway",
        "apiserver",
        "alertmanager",
    ]

    private static func name(_ value: String, of label: String, in area: TroubleArea) -> ObjectName? {
        let text = value.lowercased()
        let isNamedByIt = ["job", "service", "pod", "instance", "app", "exported_pod"].contains(label)
        guard !(isNamedByIt && reporters.contains(where: text.contains)) else { return nil }
        // `https://api.example.com/health` is an address of something, and no name of it.
        guard !text.contains("://") else { return nil }
        // `monitoring/analytics-api`, `node-1:9100`, `analytics-api.shop.svc:8080`, `redis-exporter`.
        var name = text.split(separator: "/").last ?? ""
        if area == .node, let port = name.lastIndex(of: ":") { name = name[..<port] }
        let isOfService = label == "service" || name.hasSuffix(".svc") || name.contains(".svc.")
        if isOfService, let dot = name.firstIndex(of: ".") { name = name[..<dot] }
        if name.hasSuffix("-exporter") { name = name.dropLast("-exporter".count) }
        return ObjectName(name, likeness(of: label, in: area))
    }

    /// `AnalyticsAPIDown` as `analytics-api-down`.
    private static func words(ofAlert name: String) -> String {
        let letters = Array(name)
        let words = letters.indices.map { place -> String in
            let letter = letters[place]
            guard place > 0, letter.isUppercase else { return letter == "_" ? "-" : String(letter) }
            let isFirst = !letters[place - 1].isUppercase || letters.dropFirst(place + 1).first?.isLowercase == true
            return isFirst && !["-", "_"].contains(letters[place - 1]) ? "-\(letter)" : String(letter)
        }
        return words.joined().lowercased()
    }

    private static func likeness(of label: String, in area: TroubleArea) -> ObjectName.Likeness {
        switch label {
        case "instance": return .instance
        // As a team or a scrape's settings name it.
        case "component", "service", "app", "job": return .short
        default:
            let isOneOfSeries = [.node, .volume, .quota].contains(area)
            return isOneOfSeries ? .exact : .workload
        }
    }
}
