/// What all objects have.
struct KubernetesMetadata: Decodable {
    let name: String
    let namespace: String?
    let creationTimestamp: KubernetesTime?
    let deletionTimestamp: KubernetesTime?
    let labels: [String: String]?
    let ownerReferences: [Owner]?
    private let annotations: Annotations?

    struct Owner: Decodable {
        let kind: String
        let name: String
        let controller: Bool?
    }

    /// Of what people and programs note there nothing else is read.
    private struct Annotations: Decodable {
        let revision: String?
        private enum CodingKeys: String, CodingKey { case revision = "deployment.kubernetes.io/revision" }
    }

    var revision: String? { annotations?.revision }

    /// The object that made it: for a pod of a deployment the deployment, for a job the cron job, else the object itself.
    var workload: String {
        guard let owner = ownerReferences?.first(where: { $0.controller == true }) else { return name }
        switch owner.kind {
        case "ReplicaSet":
            guard let hash = labels?["pod-template-hash"], owner.name.hasSuffix("-\(hash)") else { return owner.name }
            return String(owner.name.dropLast(hash.count + 1))
        case "Job":
            // A cron job puts the minute behind its name.
            guard let dash = owner.name.lastIndex(of: "-"),
                case let minute = owner.name[dash...].dropFirst(), minute.count >= 8, minute.allSatisfy(\.isNumber)
            else { return owner.name }
            return String(owner.name[..<dash])
        default: return owner.name
        }
    }
}

/// `2026-11-23T06:12:48Z`.
struct KubernetesTime: Decodable {
    let text: String
    /// `nil` where it is none.
    let at: Timestamp?

    init(from decoder: any Decoder) throws {
        text = try decoder.singleValueContainer().decode(String.self)
        at = Timestamp(rfc3339: text)
    }
}

extension KubernetesTime? {
    /// `12m`, as the column AGE has it.
    func age(at now: Timestamp) -> String { self?.at.map { (now - $0).kubernetesText } ?? "<unknown>" }
}

struct KubernetesCondition: Decodable {
    let type: String
    let status: String
    let reason: String?
    let message: String?
    let lastTransitionTime: KubernetesTime?
}

extension [KubernetesCondition]? {
    subscript(type: String) -> KubernetesCondition? { self?.first { $0.type == type } }
    func has(_ type: String) -> Bool { self[type]?.status == "True" }
}

/// Of which pods are made.
struct KubernetesTemplate: Decodable {
    let spec: Spec

    struct Spec: Decodable { let containers: [Container] }
    struct Container: Decodable { let image: String? }

    var images: String { spec.containers.compactMap(\.image).joined(separator: ",") }
}
