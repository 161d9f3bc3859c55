import Foundation
import Testing
import Yams

/// The JSON Schemas beside the tables, which editors use.
@Suite(.timeLimit(.minutes(5)))
struct SchemaTests {
    @Test(
        arguments: ["classification", "collectors", "contacts", "escalation", "endpoints"].map { ($0, "\($0).yaml") }
            + ["classification", "collectors", "contacts", "escalation"].map { ($0, "\($0).runbook.yaml") })
    func `a shipped table names its schema, and the schema describes every key of it`(name: String, file: String) throws
    {
        let routes = TestTables.repository.appending(path: "routes")
        let text = try String(contentsOf: routes.appending(path: file), encoding: .utf8)
        #expect(text.hasPrefix("# yaml-language-server: $schema=schemas/\(name).json\n"))
        let data = try Data(contentsOf: routes.appending(path: "schemas/\(name).json"))
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        let table = try #require(try Yams.compose(yaml: text))
        #expect(Description(root: schema).undescribed(table, by: schema, at: name) == [])
    }

    @Test func `the schema of contacts describes people and rotas`() throws {
        let data = try Data(contentsOf: TestTables.repository.appending(path: "routes/schemas/contacts.json"))
        let schema = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let table = try #require(
            try Yams.compose(yaml: String(contentsOf: RotaReadingTests.example, encoding: .utf8)))
        #expect(Description(root: schema).undescribed(table, by: schema, at: "contacts") == [])
    }
}

/// A structural reading of a schema: which keys it knows where.
private struct Description {
    let root: [String: Any]

    /// The keys of `node` that `schema` does not describe, as paths.
    func undescribed(_ node: Node, by schema: [String: Any], at path: String) -> [String] {
        let forms = alternatives(of: schema)
        switch node {
        case .scalar, .alias: return []
        case .sequence(let list):
            let items = forms.compactMap { $0["items"] as? [String: Any] }
            return list.flatMap { best(of: items, for: $0, at: "\(path)[]") }
        case .mapping(let mapping):
            return mapping.flatMap { key, value in
                let name = key.scalar?.string ?? "?"
                let described = forms.compactMap { form in
                    (form["properties"] as? [String: Any])?[name] as? [String: Any]
                        ?? form["additionalProperties"] as? [String: Any]
                }
                return best(of: described, for: value, at: "\(path).\(name)")
            }
        }
    }

    private func best(of schemas: [[String: Any]], for node: Node, at path: String) -> [String] {
        schemas.map { undescribed(node, by: $0, at: path) }.min { $0.count < $1.count } ?? [path]
    }

    private func alternatives(of schema: [String: Any]) -> [[String: Any]] {
        if let reference = schema["$ref"] as? String, let name = reference.split(separator: "/").last,
            let target = (root["$defs"] as? [String: Any])?[String(name)] as? [String: Any]
        {
            return alternatives(of: target)
        }
        // A choice may also say only which keys are required; then the keys stand beside it.
        let choices = (schema["oneOf"] ?? schema["anyOf"]) as? [[String: Any]]
        guard let choices, schema["properties"] == nil else { return [schema] }
        return choices.flatMap(alternatives)
    }
}
