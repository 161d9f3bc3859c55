import Foundation
package import IncidentCore
import Notifiers
import Testing

/// A mail taken apart again as a reader does it.
package struct RenderedMail: Sendable {
    package let content: [UInt8]
    /// Of the whole message, without their CR LF.
    package let lines: [String]
    package let fieldNames: [String]
    package let header: [String: String]
    package let partTypes: [String]
    package let text: String
    package let html: String

    package init(
        _ message: Message, from sender: String = "Responder <responder@example.com>", isShort: Bool = false
    ) throws {
        let sender = try #require(MailAddress(sender))
        let recipient = try #require(MailAddress("oncall@example.com"))
        try self.init(
            content: EmailMessage.render(message, from: sender, to: recipient, isShort: isShort).content)
    }

    package init(content: [UInt8]) throws {
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
    package static func decode(_ text: String) -> String {
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

    /// As a reader shows it: encoded words of base64 (RFC 2047) put together.
    package var subject: String {
        let subject = header["Subject"] ?? ""
        guard subject.hasPrefix("=?utf-8?B?") else { return subject }
        let words = subject.split(separator: " ").map { String($0.dropFirst("=?utf-8?B?".count).dropLast(2)) }
        return String(decoding: words.flatMap { Data(base64Encoded: $0) ?? Data() }, as: UTF8.self)
    }
}
