internal import CPgQuery
internal import Glibc

/// A part of a statement's tree as PostgreSQL's own parser makes it: libpg_query 15's JSON of its raw parse tree.
indirect enum SQLTree {
    case object([(name: String, value: SQLTree)])
    case list([SQLTree])
    case text(String)
    /// A number or a truth value.
    case other

    /// How much text is read; more is no question.
    static let lengthLimit = 16 * 1024

    /// The statements of `sql`, in order.
    ///
    /// - Throws: what the parser says where it is no SQL.
    static func statements(in sql: String) throws(SQLRefusal) -> [SQLTree] {
        guard sql.utf8.count <= lengthLimit else {
            throw SQLRefusal("is longer than \(lengthLimit / 1024) KiB", advice: "ask less at once")
        }
        var message = [CChar](repeating: 0, count: 256)
        guard let tree = cpgquery_tree(sql, &message, message.count) else {
            let bytes = message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
            throw SQLRefusal(unreadable: String(decoding: bytes, as: UTF8.self))
        }
        defer { free(tree) }
        let bytes = UnsafeRawBufferPointer(start: tree, count: strlen(tree)).bindMemory(to: UInt8.self)
        do throws(JSONError) {
            var reader = JSONReader(bytes, depthLimit: 300)
            return try SQLTree(reading: &reader)["stmts"]?.elements ?? []
        } catch {
            throw SQLRefusal("is nested too deeply to be judged", advice: "write it with fewer parts in one another")
        }
    }

    private init(reading reader: inout JSONReader) throws(JSONError) {
        switch try reader.peekKind() {
        case .object:
            var members: [(String, SQLTree)] = []
            try reader.readObject { (reader, name) throws(JSONError) in
                members.append((name, try SQLTree(reading: &reader)))
            }
            self = .object(members)
        case .array:
            var elements: [SQLTree] = []
            try reader.readArray { (reader) throws(JSONError) in elements.append(try SQLTree(reading: &reader)) }
            self = .list(elements)
        case .string: self = .text(try reader.readString())
        case .number, .literal:
            try reader.skipValue()
            self = .other
        }
    }
}

extension SQLTree {
    subscript(name: String) -> SQLTree? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    var elements: [SQLTree]? { if case .list(let elements) = self { elements } else { nil } }

    var text: String? { if case .text(let text) = self { text } else { nil } }

    /// A name in its parts, schema first: a list of String nodes.
    func name(_ field: String) -> [String] { self[field]?.elements?.compactMap { $0["String"]?["sval"]?.text } ?? [] }
}

/// Why a statement is not known to only read; goes on from "psql -c".
struct SQLRefusal: Error {
    let reason: String
    /// `nil` is "put the command under next_steps".
    let advice: String?

    init(_ reason: String, advice: String? = nil) {
        self.reason = reason
        self.advice = advice
    }

    /// - Parameter message: the parser's own words.
    init(unreadable message: String) {
        reason = "cannot be read by PostgreSQL's parser: \(message)"
        advice =
            if message.contains("\"\\") {
                "psql's own commands stand in a -c of their own"
            } else if message.contains("\":\"") {
                "psql fills no variable into a -c: write the value out, or a label's place in single quotes"
            } else {
                "write statements such as SELECT, SHOW or EXPLAIN"
            }
    }
}
