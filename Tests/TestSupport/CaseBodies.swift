import Foundation

/// The files of `Tests/Fixtures/cases`: bodies in the order in which they come, and what is right then.
package enum CaseBodies {
    package static func read(_ file: String) throws -> [[UInt8]] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/cases")
        let data = try Data(contentsOf: folder.appending(path: "\(file).json"))
        let content = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let bodies = content?["post_in_this_order"] as? [Any] ?? []
        return try bodies.map { [UInt8](try JSONSerialization.data(withJSONObject: $0, options: [.sortedKeys])) }
    }
}
