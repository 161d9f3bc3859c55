/// What an alert is about, as far as its labels and its name say it.
package struct AlertSubject: Sendable, Equatable {
    /// What it names that is finer than a namespace, without what only reports it.
    let names: [ObjectName]
    /// Whether some of them run in a cluster, and are not machines.
    private let namesWorkload: Bool
    private let areas: Set<TroubleArea>
    /// Of these it names the very object.
    private let labelled: Set<TroubleArea>
    /// Whether it is about who reads a queue, which may be any workload.
    private let isOfConsumers: Bool
    package let namespace: String?
    /// Whether the tables alone know what it is about: a heartbeat, or what says neither what nor where.
    private let isOpen: Bool

    package init(_ labels: Labels) {
        var names: [ObjectName] = []
        var (areas, labelled) = (Set<TroubleArea>(), Set<TroubleArea>())
        var namesWorkload = false
        let alertName = labels["alertname"] ?? ""
        let alertAreas = TroubleArea.areas(ofAlert: alertName)
        for (label, area) in Self.labels {
            guard let value = labels[label], let name = Self.name(value, of: label, in: area) else { continue }
            names.append(name)
            labelled.insert(area)
            // What is scraped is a machine or a program; of which an alert's name may tell.
            namesWorkload = namesWorkload || area != .node || label == "instance" && !alertAreas.contains(.node)
            if let store = TroubleArea.store(named: name.text) { areas.insert(store) }
            if area != .workload { areas.insert(area) }
        }
        for (label, area) in Self.told where !(labels[label] ?? "").isEmpty { areas.insert(area) }
        let isOfSecurity = TroubleArea.isOfSecurity(labels)
        if !isOfSecurity { areas.formUnion(alertAreas) }
        isOfConsumers = TroubleArea.isOfConsumers(labels)
        let namespace = labels["namespace"].flatMap { $0.isEmpty ? nil : $0 }
        // What watches runs there too, and goes by names that are left out of others.
        if areas.contains(.monitoring), namespace != nil { areas.insert(.workload) }
        (self.names, self.areas, self.labelled, self.namespace) = (names, areas, labelled, namespace)
        self.namesWorkload = namesWorkload
        let saysNothing = names.isEmpty && areas.isEmpty && !isOfSecurity && (namespace == nil || alertName.isEmpty)
        isOpen = saysNothing || !(labels["heartbeat"] ?? "").isEmpty
    }

    /// How what a question brought stands to the alert.
    ///
    /// - Parameter text: the sentence of a finding; of a log it is a program's, and says nothing of whose it is.
    package func place(of text: String, askedBy question: QuestionSubject) -> FindingPlace {
        guard !isOpen else { return .unknown }
        let place = placeByNames(of: text, askedBy: question)
        // Who falls behind may be a workload that nothing in the alert names.
        let mayRead = isOfConsumers && question.area == .workload && question.stores.isEmpty
        return place == .elsewhere && mayRead ? .unknown : place
    }

    private func placeByNames(of text: String, askedBy question: QuestionSubject) -> FindingPlace {
        switch question.kind {
        case .unknown: return .unknown
        case .objects, .inside: return place(of: question)
        case .list: return place(of: NamedObjects(in: text).names, in: question)
        case .measured: return place(ofMeasured: NamedObjects(measured: text).names, in: question)
        }
    }

    /// Whether it is about what a command would change, where the tables only guess that.
    func isAbout(guessed name: String) -> Bool {
        guard !isOpen, let name = ObjectName(name) else { return true }
        return names.isEmpty ? areas.contains(.workload) : isOwn([name])
    }

    private func place(of question: QuestionSubject) -> FindingPlace {
        if isOwn(question.names) { return .own }
        let isStore = !question.stores.isEmpty
        guard !names.isEmpty else {
            let isAlike = !isStore && question.area.map(areas.contains) ?? false
            return areas.contains(.workload) || isAlike ? .unknown : .elsewhere
        }
        if question.names.isEmpty { return .unknown }
        // The tables ask what stores an application's data of what is about that.
        return isStore && isOfApplication ? .unknown : .elsewhere
    }

    private func place(of named: [ObjectName], in question: QuestionSubject) -> FindingPlace {
        if isOwn(named) { return .own }
        let isOfArea = question.area.map(areas.contains) ?? false
        guard !names.isEmpty else { return areas.contains(.workload) || isOfArea ? .unknown : .elsewhere }
        // A store that is down is why its applications are, and then answers no question itself.
        if named.isEmpty || isOfApplication && named.contains(where: \.isOfStore) { return .unknown }
        // Of what it does not name itself: the jobs of a database whose backup is missing.
        let isUnnamed = question.area.map { $0 != .workload && !labelled.contains($0) } ?? false
        return isOfArea && isUnnamed ? .unknown : .elsewhere
    }

    private func place(ofMeasured named: [ObjectName], in question: QuestionSubject) -> FindingPlace {
        if isOwn(named) { return .own }
        guard !names.isEmpty else {
            let isAlike = areas.contains(.workload) || question.area.map(areas.contains) ?? false
            return isAlike || question.namespace == nil ? .unknown : .elsewhere
        }
        let isOfItsStore = isOfApplication && (!question.stores.isEmpty || named.contains(where: \.isOfStore))
        return named.isEmpty || isOfItsStore || question.area != .workload ? .unknown : .elsewhere
    }

    private func isOwn(_ others: [ObjectName]) -> Bool {
        others.contains { other in
            names.contains { $0.belongs(with: other) }
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
