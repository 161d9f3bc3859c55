import Foundation
import IncidentCore
import Notifiers
import Testing

/// A mail taken apart again as a reader does it.
struct RenderedMail {
    let content: [UInt8]
    /// Of the whole message, without their CR LF.
    let lines: [String]
    let fieldNames: [String]
    let header: [String: String]
    let partTypes: [String]
    let text: String
    let html: String

    init(_ message: Message, withOutput: Bool = true) throws {
        let sender = try #require(MailAddress("Responder <responder@example.com>"))
        let recipient = try #require(MailAddress("oncall@example.com"))
        try self.init(
            content: EmailMessage.render(message, from: sender, to: recipient, withOutput: withOutput).content)
    }

    init(content: [UInt8]) throws {
        self.content = content
        let whole = String(decoding: content, as: UTF8.self)
        lines = whole.components(separatedBy: "\r\n")
        let end = try #require(lines.firstIndex(of: ""))
        var fields: [(String, String)] = []
        for line in lines[..<end] {
            if line.hasPrefix(" ") {
                fields[fields.count - 1].1 += line
            } else {
                let colon = try #require(line.range(of: ": "), "no header field: \(line)")
                fields.append((String(line[..<colon.lowerBound]), String(line[colon.upperBound...])))
            }
        }
        fieldNames = fields.map(\.0)
        header = Dictionary(fields, uniquingKeysWith: { first, _ in first })
        let boundary = try #require(header["Content-Type"]?.components(separatedBy: "\"").dropFirst().first)
        let parts = lines[end...].joined(separator: "\r\n").components(separatedBy: "--\(boundary)")
        try #require(parts.count == 4 && parts[3] == "--\r\n")
        let bodies = parts[1...2].map { $0.components(separatedBy: "\r\n\r\n") }
        partTypes = bodies.map { $0[0].components(separatedBy: ": ")[1].components(separatedBy: ";")[0] }
        let decoded = bodies.map { Self.decode($0.dropFirst().joined(separator: "\r\n\r\n")) }
        (text, html) = (decoded[0], decoded[1])
    }

    /// Quoted-printable as RFC 2045 has it.
    static func decode(_ text: String) -> String {
        let joined = Array(
            text.replacingOccurrences(of: "=\r\n", with: "").replacingOccurrences(of: "\r\n", with: "\n").utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < joined.count {
            if joined[index] == UInt8(ascii: "="), index + 2 < joined.count {
                bytes.append(UInt8(String(decoding: joined[index + 1...index + 2], as: UTF8.self), radix: 16) ?? 0)
                index += 3
            } else {
                bytes.append(joined[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
