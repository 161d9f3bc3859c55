internal import CCurl
internal import Glibc

/// One transfer on one easy handle. Made and used by one thread alone; the handle's callbacks point here.
final class CurlTransfer {
    private let easy: UnsafeMutableRawPointer
    private let call: CurlCall
    private var result = CurlResult(code: CURLE_OK)
    private var isRequestSent = false
    /// When the fields of an answer had come whose status says all.
    private var answeredAt: ContinuousClock.Instant?
    private var isRepeatStopped = false
    private var isSignInMissing = false
    private var headerBytes = 0
    private var lastHeardAt = ContinuousClock.now
    private var uploadOffset = 0
    private var lists: [UnsafeMutablePointer<curl_slist>] = []
    private let errorText: UnsafeMutablePointer<CChar>

    /// Of reply and header lines; a server that sends more has nothing to say to us.
    private static let headerLimitBytes = 64 * 1024
    /// So long the body is waited for of an answer whose status says all.
    private static let bodyPatience = Duration.seconds(1)

    init(easy: UnsafeMutableRawPointer, call: CurlCall) {
        self.easy = easy
        self.call = call
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        for list in lists { curl_slist_free_all(list) }
        errorText.deallocate()
    }

    /// - Returns: the first refusal of an option, or `CURLE_OK`.
    func prepare() -> CURLcode {
        var code = CURLE_OK
        func set(_ step: () -> CURLcode) {
            if code == CURLE_OK { code = step() }
        }
        set { ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText) }
        for (option, number) in standardNumbers + request.numbers { set { ccurl_set_long(easy, option, number) } }
        for (option, text) in standardTexts + request.texts { set { ccurl_set_string(easy, option, text) } }
        for (option, lines) in request.lists {
            guard let list = Self.list(of: lines) else { return CURLE_OUT_OF_MEMORY }
            lists.append(list)
            set { ccurl_set_list(easy, option, list) }
        }
        set(setBody)
        set(setCallbacks)
        if request.notesCommands { set(setListener) }
        if request.refusesLocalAddresses { set(setGuard) }
        set(setWatch)
        return code
    }

    /// What came of it.
    func result(_ code: CURLcode) -> CurlResult {
        result.code = code == CURLE_ABORTED_BY_CALLBACK && isSilent ? CURLE_OPERATION_TIMEDOUT : code
        result.message = String(cString: errorText)
        if isRepeatStopped { (result.code, result.message) = (CURLE_GOT_NOTHING, "closed before an answer") }
        if isSignInMissing { (result.code, result.message) = (CURLE_LOGIN_DENIED, "the server offers no AUTH") }
        if answeredAt != nil || result.isCut { (result.code, result.message) = (CURLE_OK, "") }
        result.responseCode = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE)
        result.systemError = ccurl_get_long(easy, CURLINFO_OS_ERRNO)
        result.examination = examination
        result.proxyConnectCode = ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE)
        return result
    }

    private var request: CurlRequest { call.request }

    private var examination: HTTPResponse.Examination {
        func time(_ info: CURLINFO) -> Duration { .microseconds(ccurl_get_offset(easy, info)) }
        let end = ccurl_certificate_field(easy, "Expire date").map { curl_getdate($0, nil) }
        return HTTPResponse.Examination(
            connected: time(CURLINFO_PRETRANSFER_TIME_T), firstByte: time(CURLINFO_STARTTRANSFER_TIME_T),
            total: time(CURLINFO_TOTAL_TIME_T), certificateEnd: end.flatMap { $0 < 0 ? nil : Int64($0) },
            isBodyCut: result.isCut)
    }

    private var standardNumbers: [(CURLoption, Int)] {
        [
            // Without it a name look-up that times out raises SIGALRM in a threaded process.
            (CURLOPT_NOSIGNAL, 1), (CURLOPT_TCP_NODELAY, 1), (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
            (CURLOPT_CONNECTTIMEOUT_MS, (call.connectDeadline - .now).curlMilliseconds),
            (CURLOPT_TIMEOUT_MS, (call.deadline - .now).curlMilliseconds),
        ]
    }

    private var standardTexts: [(CURLoption, String)] {
        // Which proxy is used was decided before: libcurl is not to look into the environment.
        [
            (CURLOPT_URL, request.url), (CURLOPT_PROTOCOLS_STR, request.protocols), (CURLOPT_PROXY, ""),
            (CURLOPT_NOPROXY, ""),
        ]
    }

    private func setBody() -> CURLcode {
        switch request.body {
        case .none: return CURLE_OK
        case .post(let bytes):
            let code = ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count))
            guard code == CURLE_OK else { return code }
            return (bytes.isEmpty ? [0] : bytes).withUnsafeBytes {
                ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, $0.baseAddress)
            }
        case .upload(let bytes):
            let code = ccurl_set_long(easy, CURLOPT_UPLOAD, 1)
            guard code == CURLE_OK else { return code }
            return ccurl_set_offset(easy, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes.count))
        }
    }

    private func setCallbacks() -> CURLcode {
        let context = Unmanaged.passUnretained(self).toOpaque()
        func set(_ function: CURLoption, _ data: CURLoption, _ callback: @escaping ccurl_data_callback) -> CURLcode {
            ccurl_set_callback(easy, function, callback, data, context)
        }
        let codes = [
            set(CURLOPT_WRITEFUNCTION, CURLOPT_WRITEDATA) {
                CurlTransfer.at($3)?.receive(body: $0, count: $1 * $2) ?? 0
            },
            set(CURLOPT_HEADERFUNCTION, CURLOPT_HEADERDATA) {
                CurlTransfer.at($3)?.receive(header: $0, count: $1 * $2) ?? 0
            },
            set(CURLOPT_READFUNCTION, CURLOPT_READDATA) { CurlTransfer.at($3)?.give(into: $0, count: $1 * $2) ?? 0 },
        ]
        return codes.first { $0 != CURLE_OK } ?? CURLE_OK
    }

    private func setListener() -> CURLcode {
        ccurl_set_debug(
            easy,
            { _, type, bytes, count, context in
                if type == CURLINFO_HEADER_OUT { CurlTransfer.at(context)?.note(command: bytes, count: count) }
                return 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Of a command its verb alone: what follows may be a password.
    private func note(command bytes: UnsafeMutablePointer<CChar>?, count: Int) {
        let line = UnsafeRawBufferPointer(start: bytes, count: count)
        let verb = line.prefix { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\r") }
        result.commands.append((String(decoding: verb, as: UTF8.self), result.headerLines.count))
    }

    /// Tells the call how far it has come, and ends the transfer once nobody waits for it.
    private func setWatch() -> CURLcode {
        lastHeardAt = .now
        let context = Unmanaged.passUnretained(self).toOpaque()
        let codes = [
            ccurl_set_progress(
                easy,
                { context, _, _, _, _ in
                    guard let transfer = CurlTransfer.at(context) else { return 1 }
                    return transfer.call.isOver || transfer.isSilent || transfer.isBodyLate ? 1 : 0
                }, context),
            ccurl_set_socket_callback(
                easy,
                { context, _, _ in
                    let goesOn = CurlTransfer.at(context)?.call.reach(.connecting) ?? false
                    return goesOn ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR
                }, context),
            ccurl_set_request_callback(
                easy,
                { context, _, _, _, _ in
                    let goesOn = CurlTransfer.at(context)?.begin() ?? false
                    return goesOn ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
                }, context),
        ]
        return codes.first { $0 != CURLE_OK } ?? CURLE_OK
    }

    /// Looks at each address before it is connected to: what a name leads to is known only then.
    private func setGuard() -> CURLcode {
        ccurl_set_opener(
            easy,
            { context, _, address in
                guard let address else { return CURL_SOCKET_BAD }
                if let shown = IPAddress(address).flatMap({ $0.isLocal ? $0.description : nil }) {
                    CurlTransfer.at(context)?.result.refusedAddress = shown
                    return CURL_SOCKET_BAD
                }
                let type = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
                return socket(address.pointee.family, type, address.pointee.protocol)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// libcurl's own time limits do not hold for the closing of a connection.
    private var isSilent: Bool { request.silenceLimit.map { ContinuousClock.now - lastHeardAt > $0 } ?? false }

    private var isBodyLate: Bool { answeredAt.map { ContinuousClock.now - $0 > Self.bodyPatience } ?? false }

    /// Of a request every byte may have an effect, of an upload only the last one.
    private func begin() -> Bool {
        if case .upload = request.body {
            // A kept connection has no greeting in this transfer, and was signed in on.
            let verbs = result.commands.map(\.verb)
            isSignInMissing =
                request.mustSignIn && verbs.contains { ["EHLO", "HELO"].contains($0) } && !verbs.contains("AUTH")
            return !isSignInMissing && call.reach(.connected)
        }
        let sending = call.beginSending()
        isRepeatStopped = sending == .stopRepeat
        isRequestSent = sending == .goOn
        return sending == .goOn
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
        context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// - Returns: `count`, or 0 to end the transfer.
    private func receive(body bytes: UnsafeMutablePointer<CChar>?, count: Int) -> Int {
        let piece = UnsafeRawBufferPointer(start: bytes, count: count)
        let room = request.responseLimitBytes - result.body.count
        guard count <= room || answeredAt != nil || request.cutsBody else {
            result.isOverLimit = true
            return 0
        }
        result.isCut = count > room && request.cutsBody
        result.body.append(contentsOf: piece.prefix(room))
        return count <= room ? count : 0
    }

    private func receive(header bytes: UnsafeMutablePointer<CChar>?, count: Int) -> Int {
        lastHeardAt = .now
        headerBytes += count
        guard headerBytes <= Self.headerLimitBytes else {
            result.isOverLimit = answeredAt == nil
            return 0
        }
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        result.headerLines.append(line)
        if line.allSatisfy(\.isNewline) { endFields() }
        return count
    }

    /// What a proxy answers to CONNECT is none, nor is what only informs (100).
    private func endFields() {
        let status = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE)
        guard request.isAnsweredByStatus, isRequestSent, answeredAt == nil, status >= 200 else { return }
        answeredAt = .now
        var answer = result
        answer.responseCode = status
        call.keep(answer)
    }

    private func give(into buffer: UnsafeMutablePointer<CChar>?, count: Int) -> Int {
        lastHeardAt = .now
        guard case .upload(let bytes) = request.body, let buffer else { return 0 }
        let end = min(uploadOffset + count, bytes.count)
        // libcurl may write the end as soon as it has the last byte, without asking once more.
        if end == bytes.count, !call.reach(.committed) { return Int(CURL_READFUNC_ABORT) }
        UnsafeMutableRawBufferPointer(start: buffer, count: count).copyBytes(from: bytes[uploadOffset..<end])
        defer { uploadOffset = end }
        return end - uploadOffset
    }

    private static func list(of lines: [String]) -> UnsafeMutablePointer<curl_slist>? {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                return nil
            }
            list = longer
        }
        return list
    }
}

extension Duration {
    /// At least 1: libcurl takes 0 for "no limit".
    fileprivate var curlMilliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }
}
