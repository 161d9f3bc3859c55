internal import Foundation

/// The kinds of `Tests/Fixtures/redaction`: texts with the secret marked, and texts without one.
package enum SecretCorpus {
    package struct Kind: CustomStringConvertible, Sendable {
        package let name: String
        /// With its secrets between « and ».
        package let marked: String
        package var description: String { name }

        package var text: String { marked.replacing(/[«»]/, with: "") }
        package var redacted: String { marked.replacing(/(?s)«.*?»/, with: "[redacted]") }
        /// What must not survive, line by line; the frame of a key is none.
        package var secrets: [String] {
            marked.matches(of: /(?s)«(.*?)»/).flatMap { $0.1.split(whereSeparator: \.isNewline) }
                .map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { $0.count >= 4 && !$0.hasPrefix("-----") }
        }

        package var isLine: Bool { !marked.contains("\n") }
        /// What it is told by is that nothing follows.
        package var isCut: Bool { name.contains("half a key, cut") || name.contains("unfinished") }

        /// The same in other surroundings.
        package func changed(_ change: (String) -> String) -> Kind { Kind(name: name, marked: change(marked)) }

        /// The same with all but its secrets changed.
        package func changedAround(_ change: (String) -> String) -> Kind {
            changed { text in
                text.split(separator: "«", omittingEmptySubsequences: false).enumerated().map { place, part in
                    guard place > 0, let end = part.firstIndex(of: "»") else { return change(String(part)) }
                    return "«\(part[..<end])»\(change(String(part[part.index(after: end)...])))"
                }.joined()
            }
        }
    }

    package static let kinds = sections("secrets.txt").map { Kind(name: $0, marked: drawn($1, of: $0)) }

    /// Evidence that must stay as it is.
    package static let harmless = Array(read("harmless.txt").split(separator: "\n\n").dropFirst()).map(String.init)

    private static func read(_ name: String) -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Fixtures/redaction")
        let text = try? String(contentsOf: folder.appending(path: name), encoding: .utf8)
        return text?.replacing("%ESC", with: "\u{1B}") ?? ""
    }

    private static func sections(_ name: String) -> [(String, String)] {
        "\n\(read(name))".split(separator: "\n## ").dropFirst().map { section in
            let lines = section.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            let text = lines.last.map(String.init) ?? ""
            return (String(lines[0]), text.hasSuffix("\n") ? String(text.dropLast()) : text)
        }
    }

    private static let capitals = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    private static let small = Array("abcdefghijklmnopqrstuvwxyz")
    private static let digits = Array("0123456789")

    /// Keys as a service draws them, of each kind others and the same at each run: none stands in the file, where it would
    /// be taken for a leak.
    private static func drawn(_ text: String, of name: String) -> String {
        var state = name.utf8.reduce(7 as UInt64) { $0 &* 31 &+ UInt64($1) }
        func next(_ alphabet: [Character]) -> Character {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return alphabet[Int(state >> 33) % alphabet.count]
        }
        let alphabets: [Substring: [Character]] = [
            "hex": digits + small[..<6], "HEX": digits + capitals[..<6], "digit": digits,
            "upper": capitals + digits[2..<8], "base32": capitals + digits[2..<8], "lower": small + digits,
            "alnum": capitals + small + digits, "word": capitals + small + digits + Array("_-"),
            "base64": capitals + small + digits + Array("+/"),
        ]
        return text.replacing("%CR", with: "\r").replacing(
            /%(hex|HEX|digit|upper|base32|lower|alnum|word|base64)([0-9]+)/
        ) { match in
            String((0..<Int(match.2)!).map { _ in next(alphabets[match.1]!) })
        }
    }
}
