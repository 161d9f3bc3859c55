/// One object of a kind, with what its row of kubectl's table shows and what its fields hold; nothing else of it is read.
///
/// The cells are those of Kubernetes' own printers (kubernetes 1.32, `pkg/printers/internalversion/printers.go`).
protocol KubernetesObject: Decodable {
    /// Without NAMESPACE.
    static var columns: [String] { get }
    static var isNamespaced: Bool { get }
    var metadata: KubernetesMetadata { get }
    /// In the order of the columns.
    func cells(at now: Timestamp) -> [String]
    /// As the rows stand below each other; kubectl's own order where nothing else is said.
    static func sorted(_ objects: [Self], asked get: KubectlGet?) -> [Self]
    /// Beside the columns, for each record of the row; what is `nil` or empty is no field.
    var fields: [KeyValuePairs<String, String?>] { get }
}

extension KubernetesObject {
    static var isNamespaced: Bool { true }

    static func sorted(_ objects: [Self], asked get: KubectlGet?) -> [Self] { objects }

    static func columns(asked get: KubectlGet?) -> [String] {
        (isNamespaced && get?.isEverywhere == true ? ["NAMESPACE"] : []) + columns
    }

    /// Those of `fields`, and of all objects.
    static var fieldNames: [String] {
        let own = (try? StructuredJSON.decode(Self.self, from: Array(blankObject.utf8)))?.fields.first?.map(\.key) ?? []
        return own + (isNamespaced ? ["namespace"] : []) + ["created"]
    }

    static func table(
        _ bytes: [UInt8], asked get: KubectlGet?, at now: Timestamp
    ) throws(StructuredFailure) -> StructuredTable {
        let isEverywhere = isNamespaced && get?.isEverywhere == true
        var table = StructuredTable(layout: .kubectl, columns: columns(asked: get), rows: [])
        table.hasHeader = get?.hasHeader ?? true
        let place = isEverywhere || !isNamespaced ? nil : get?.namespace
        table.emptyText =
            get?.ignoresMissing == true ? "" : "No resources found" + (place.map { " in \($0) namespace." } ?? "")
        if bytes.isEmpty, get?.ignoresMissing == true { return table }
        let objects = try StructuredJSON.decode(KubernetesAnswer<Self>.self, from: bytes).objects
        table.remark = try objects.remark
        table.rows = sorted(objects.readable, asked: get).map { object in
            let metadata = object.metadata
            let common: KeyValuePairs<String, String?> = [
                "namespace": metadata.namespace, "created": metadata.creationTimestamp?.text,
            ]
            return StructuredTable.Row(
                cells: (isEverywhere ? [metadata.namespace ?? ""] : []) + object.cells(at: now),
                fields: object.fields.map { own in
                    (Array(own) + Array(common)).reduce(into: [:]) { all, field in
                        if let value = field.value, !value.isEmpty { all[field.key] = all[field.key] ?? value }
                    }
                })
        }
        return table
    }
}

/// As little as an object of any kind has.
private let blankObject = #"""
    {"metadata":{"name":""},"spec":{"containers":[],"schedule":"","scaleTargetRef":{"kind":"","name":""},"maxReplicas":1},
    "status":{"hard":{"":"0"}},"involvedObject":{}}
    """#

/// A list of objects, or a single one.
private struct KubernetesAnswer<Object: KubernetesObject>: Decodable {
    let objects: JSONObjects<Object>

    private enum CodingKeys: CodingKey { case items }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        objects =
            container.contains(.items)
            ? try container.decode(JSONObjects<Object>.self, forKey: .items) : JSONObjects(single: decoder)
    }
}
