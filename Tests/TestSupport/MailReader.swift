import Foundation

/// Readers of mail, by the rule that each puts mails into conversations with.
package enum MailReader: CaseIterable, Sendable {
    /// Google Workspace Updates, 2019-03-29: the same subject, and `References` to what was seen there, in a mail or named by
    /// one; without that field the same subject within a week. No notice is taken of brackets before a subject.
    case gmail
    /// RFC 5256, REFERENCES (after J. Zawinski): what names one another, also a mail that is not there; then threads whose
    /// base subject is the same.
    case references
    /// [MS-OXOMSG] 2.2.1.2, where `Thread-Index` is believed: its GUID.
    case outlookByIndex
    /// The same where it is not: the topic.
    case outlookByTopic

    /// The mails of a mailbox as this reader shows them, each conversation by the places of its mails.
    package func conversations(of mails: [RenderedMail]) -> [[Int]] {
        switch self {
        case .gmail: gmail(mails)
        case .references: references(mails)
        case .outlookByIndex: grouped(mails) { $0.threadGUID }
        case .outlookByTopic:
            grouped(mails) { mail in
                // The prefix of a reply goes; brackets stay.
                let topic = mail.subject.replacing(#/^(?i:re|fwd?): /#, with: "").uppercased()
                return Array(topic.utf16.prefix(255)).map(String.init).joined(separator: ",")
            }
        }
    }

    private func grouped(_ mails: [RenderedMail], by key: (RenderedMail) -> String) -> [[Int]] {
        Dictionary(grouping: mails.indices) { key(mails[$0]) }.values.sorted { $0[0] < $1[0] }
    }

    private func gmail(_ mails: [RenderedMail]) -> [[Int]] {
        var conversations: [(mails: [Int], subject: String, known: Set<String>)] = []
        for (place, mail) in mails.enumerated() {
            let (named, subject) = (mail.references, mail.baseSubject)
            let found = conversations.lastIndex {
                $0.subject == subject && (named.isEmpty || !$0.known.isDisjoint(with: named))
            }
            let known = Set(named + [mail.messageID])
            if let found {
                conversations[found].mails.append(place)
                conversations[found].known.formUnion(known)
            } else {
                conversations.append(([place], subject, known))
            }
        }
        return conversations.map(\.mails)
    }

    private func references(_ mails: [RenderedMail]) -> [[Int]] {
        // Of each identifier, also of one that no mail has, the one that stands for its thread.
        var root: [String: String] = [:]
        func find(_ id: String) -> String { root[id].map { $0 == id ? id : find($0) } ?? id }
        for mail in mails {
            let chain = mail.references + [mail.messageID]
            for (parent, child) in zip(chain, chain.dropFirst()) { root[find(child)] = find(parent) }
        }
        let threads = grouped(mails) { find($0.messageID) }
        return Dictionary(grouping: threads) { mails[$0[0]].baseSubject }.values
            .map { $0.flatMap(\.self).sorted() }.sorted { $0[0] < $1[0] }
    }
}

extension RenderedMail {
    package var messageID: String { header["Message-ID"] ?? "" }

    /// What it names, the oldest first; as RFC 5256 has it `In-Reply-To` where there is no `References`.
    package var references: [String] {
        (header["References"] ?? header["In-Reply-To"] ?? "").split(separator: " ").map(String.init)
    }

    /// RFC 5256, 2.1: without what replies, forwarding and lists put before it.
    package var baseSubject: String {
        var subject = subject[...]
        while let match = subject.prefixMatch(of: #/\s*(\[[^\[\]]*\]|(?i:re|fwd?)\s*:)\s*/#),
            match.range.upperBound < subject.endIndex
        {
            subject = subject[match.range.upperBound...]
        }
        return String(subject).lowercased()
    }

    /// Of `Thread-Index` [MS-OXOMSG] 2.2.1.3; empty where that is none.
    package var threadGUID: String {
        let bytes = Data(base64Encoded: header["Thread-Index"] ?? "") ?? Data()
        guard bytes.count >= 22, (bytes.count - 22) % 5 == 0, bytes[0] == 1 else { return "" }
        return bytes[6..<22].map { String($0, radix: 16) }.joined(separator: " ")
    }
}
