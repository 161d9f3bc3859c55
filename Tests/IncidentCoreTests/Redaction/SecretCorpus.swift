import Foundation
import Testing

/// The kinds of `Tests/Fixtures/redaction`: texts with the secret marked, and texts without one.
enum SecretCorpus {
    struct Kind: CustomTestStringConvertible, Sendable {
        let name: String
        /// With its secrets between « and ».
        let marked: String
        var testDescription: String { name }

        var text: String { marked.replacing(/[«»]/, with: "") }
        var redacted: String { marked.replacing(/(?s)«.*?»/, with: "[redacted]") }
        /// What must not survive, line by line.
        var secrets: [String] {
            marked.matches(of: /(?s)«(.*?)»/).flatMap { $0.1.split(whereSeparator: \.isNewline) }
                .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.count >= 4 }
        }

        /// The same in other surroundings.
        func changed(_ change: (String) -> String) -> Kind { Kind(name: name, marked: change(marked)) }

        /// The same with all but its secrets changed.
        func changedAround(_ change: (String) -> String) -> Kind {
            changed { text in
                text.split(separator: "«", omittingEmptySubsequences: false).enumerated().map { place, part in
                    guard place > 0, let end = part.firstIndex(of: "»") else { return change(String(part)) }
                    return "«\(part[..<end])»\(change(String(part[part.index(after: end)...])))"
                }.joined()
            }
        }
    }

    static let kinds = sections("secrets.txt").map { name, text in Kind(name: name, marked: drawn(text)) }

    /// Evidence that must stay as it is.
    static let harmless = Array(read("harmless.txt").split(separator: "\n\n").dropFirst()).map(String.init)

    private static func read(_ name: String) -> String {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/redaction")
        return (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
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

    /// Keys as a service draws them, the same at each run: none stands in the file, where it would be taken for a leak.
    private static func drawn(_ text: String) -> String {
        var state: UInt64 = 7
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
