internal import CCurl

extension SMTPClient {
    /// Over libcurl, with sessions kept for the next message.
    package static func live() -> SMTPClient {
        let sessions = CurlSessions(threadsPerHost: 32)
        return SMTPClient { (message) async throws(TransportFailure) in
            let result = await sessions.perform(try message.curlRequest())
            guard let reply = result.decisiveReply else {
                throw TransportFailure(result)
            }
            return reply
        }
    }
}

extension SMTPMessage {
    /// How long any single reply may take; servers that scan a message answer its end late.
    private static let replyTimeout = Duration.seconds(60)
    /// Below the two minutes after which many servers hang up on an idle session.
    private static let sessionReuseSeconds = 60

    func curlRequest() throws(TransportFailure) -> CurlRequest {
        for address in [sender, recipient] where !address.isMailPath {
            throw TransportFailure(.invalidRequest, "not a mail address")
        }
        guard let host = CurlURL(url) else { throw TransportFailure(.invalidRequest, "the URL cannot be read") }
        var curl = CurlRequest(
            url: url, host: host.origin, protocols: "smtp,smtps", connectTimeout: connectTimeout, timeout: timeout)
        let level: curl_usessl =
            switch tls {
            case .required: CURLUSESSL_ALL
            case .whenOffered: CURLUSESSL_TRY
            case .never: CURLUSESSL_NONE
            }
        curl.numbers = [
            (CURLOPT_USE_SSL, Int(level.rawValue)), (CURLOPT_MAXAGE_CONN, Self.sessionReuseSeconds),
            (CURLOPT_SERVER_RESPONSE_TIMEOUT, Int(min(timeout, Self.replyTimeout).components.seconds) + 1),
        ]
        // Ends the wait for the answer to QUIT, which comes after a reply that has not come.
        curl.silenceLimit = Self.replyTimeout + .seconds(2)
        curl.texts = [(CURLOPT_MAIL_FROM, "<\(sender)>")]
        curl.lists = [(CURLOPT_MAIL_RCPT, ["<\(recipient)>"])]
        if let caFile { curl.texts.append((CURLOPT_CAINFO, caFile)) }
        if let credentials {
            curl.texts += [(CURLOPT_USERNAME, credentials.username), (CURLOPT_PASSWORD, credentials.password)]
        }
        curl.mustSignIn = credentials != nil || host.username != nil
        curl.body = .upload(content)
        curl.notesCommands = true
        return curl
    }
}

extension CurlResult {
    /// The server's verdict, if it gave one before the connection ended.
    ///
    /// libcurl passes every reply line on as a header line, also the 221 to the QUIT that follows a refusal.
    var decisiveReply: SMTPReply? {
        guard !wasCancelled, code != CURLE_OPERATION_TIMEDOUT else { return nil }
        guard let last = SMTPReply.replies(in: headerLines, to: commands).last(where: { $0.code != 221 }) else {
            return nil
        }
        return code == CURLE_OK || last.code >= 400 ? last : nil
    }
}

extension String {
    /// Whether it can stand between the angle brackets of MAIL and RCPT.
    fileprivate var isMailPath: Bool {
        contains("@")
            && utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") }
    }
}
