import Synchronization
import Testing
package import Transport

extension HTTPClient {
    /// Fails the test that uses it.
    package static let unimplemented = HTTPClient { (request) async throws(TransportFailure) in
        Issue.record("unexpected HTTP request: \(request)")
        throw TransportFailure(.invalidRequest, "unimplemented")
    }
}

extension SMTPClient {
    /// Fails the test that uses it.
    package static let unimplemented = SMTPClient { (message) async throws(TransportFailure) in
        Issue.record("unexpected mail to \(message.recipient)")
        throw TransportFailure(.invalidRequest, "unimplemented")
    }
}

/// Gives prepared answers in turn and remembers what it was asked; one question too many fails the test.
package final class Script<Question: Sendable, Answer: Sendable>: Sendable {
    private let state: Mutex<(answers: [Result<Answer, TransportFailure>], questions: [Question])>

    package init(_ answers: [Result<Answer, TransportFailure>]) {
        state = Mutex((answers, []))
    }

    package var questions: [Question] { state.withLock { $0.questions } }

    func answer(_ question: Question) throws(TransportFailure) -> Answer {
        let next = state.withLock { state in
            state.questions.append(question)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let next else {
            Issue.record("one request more than there are answers")
            throw TransportFailure(.other, "no answer left")
        }
        return try next.get()
    }
}

extension Script<HTTPRequest, HTTPResponse> {
    package var client: HTTPClient {
        HTTPClient { (request) async throws(TransportFailure) in try self.answer(request) }
    }
}

extension Script<SMTPMessage, SMTPReply> {
    package var client: SMTPClient {
        SMTPClient { (message) async throws(TransportFailure) in try self.answer(message) }
    }
}
