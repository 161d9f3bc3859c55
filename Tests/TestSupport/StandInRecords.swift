package import Foundation

/// A mail as the SMTP stand-in took it.
package struct ReceivedMail: Decodable, Sendable {
    package let file: String
    package let tls: Bool
    package let user: String?
    package let from: String
    package let to: [String]
    package let bytes: Int
    package let headers: [[String]]
    package let subject: String
    package let text: String?
    package let html: String?
    package let warnings: [String]

    /// The only field of that name; `nil` when there is none or more than one.
    package func header(_ name: String) -> String? {
        let values = headers.filter { $0[0].lowercased() == name.lowercased() }.map { $0[1] }
        return values.count == 1 ? values[0] : nil
    }
}

extension StandIn {
    package func receivedMails() throws -> [ReceivedMail] {
        let file = folder.file("mail.jsonl")
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(ReceivedMail.self, from: Data($0))
        }
    }

    /// The octets of a mail, dots unstuffed.
    package func content(of mail: ReceivedMail) throws -> Data {
        try Data(contentsOf: folder.file("mail/\(mail.file)"))
    }

    /// Every command and reply of the SMTP stand-in.
    package func dialogue() throws -> String {
        try String(contentsOf: folder.file("dialogue.log"), encoding: .utf8)
    }
}

/// An event that the PagerDuty stand-in accepted.
package struct AcceptedEvent: Decodable, Sendable {
    package let effect: String
    package let warnings: [String]
    package let event: Event

    package struct Event: Decodable, Sendable {
        package let eventAction: String
        package let dedupKey: String
    }
}

/// The PagerDuty stand-in's view of one alert.
package struct PagerDutyAlert: Decodable, Sendable {
    package let dedupKey: String
    package let status: String
    package let pages: Int
    package let triggers: Int
}

/// A message that the Slack stand-in accepted.
package struct AcceptedMessage: Decodable, Sendable {
    package let warnings: [String]
    package let mentions: [String]
    package let message: Message

    package struct Message: Decodable, Sendable {
        package let text: String
    }
}

/// A request as an HTTP stand-in took it.
package struct TakenRequest: Decodable, Sendable {
    /// Which tells its connection from others.
    package let peerPort: Int
}

/// What the proxy stand-in was asked.
package struct ProxyRequest: Decodable, Sendable {
    package let line: String
    /// Names in lower case.
    package let headers: [String: String]
}

extension StandIn {
    package func proxyRequests() async throws -> [ProxyRequest] {
        try await read([ProxyRequest].self, "/_stub/requests")
    }
}
