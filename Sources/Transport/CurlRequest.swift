internal import CCurl

/// What one transfer is to do, in libcurl's words.
struct CurlRequest: Sendable {
    let url: String
    /// Whose connections and threads it uses: scheme, host, port, and a proxy.
    let host: String
    /// The only schemes allowed, as CURLOPT_PROTOCOLS_STR has them.
    let protocols: String
    /// From the call on, the wait for a thread and the name look-up included.
    let connectTimeout: Duration
    /// From the call on.
    let timeout: Duration
    /// How long nothing may come and go, also while a connection is closed.
    var silenceLimit: Duration?
    var responseLimitBytes = 64 * 1024
    /// Whether the transfer has succeeded once the fields of an answer have come, however its body ends.
    var isAnsweredByStatus = false
    /// Whether a body over its limit is cut there, and no failure.
    var cutsBody = false
    /// Whether it is not sent to an address that a name has no business to lead to (`IPAddress.isLocal`).
    var refusesLocalAddresses = false
    /// Whether it may be sent again when a kept connection was closed without an answer. Of an upload by SMTP libcurl
    /// never does.
    var isIdempotent = true
    /// Whether the verbs of the commands are wanted that libcurl sends.
    var notesCommands = false
    /// Whether to stop before the first command of a mail where the server has offered no sign-in: libcurl goes on without
    /// (`smtp_perform_authentication`). It takes `notesCommands`.
    var mustSignIn = false
    var numbers: [(CURLoption, Int)] = []
    var texts: [(CURLoption, String)] = []
    var lists: [(CURLoption, [String])] = []
    var body = Body.none

    enum Body: Sendable {
        case none
        /// Held by libcurl, so that it can send it again on a fresh connection when a kept one had died.
        case post([UInt8])
        /// Read by libcurl as it goes, which tells us when the last of it was taken.
        case upload([UInt8])
    }
}

/// What came of it.
struct CurlResult: Sendable {
    var code: CURLcode
    /// libcurl's sentence about the failure; may be empty.
    var message = ""
    var responseCode = 0
    /// What a proxy answered to CONNECT; 0 when none was asked.
    var proxyConnectCode = 0
    /// For HTTP the status line and fields, for SMTP every reply line.
    var headerLines: [String] = []
    /// The first word of each command that was sent, and how many of those lines came before it.
    var commands: [(verb: String, lineCount: Int)] = []
    var body: [UInt8] = []
    /// Whether the other side may have got the request: it had begun to go out, or for an upload all of it was taken.
    var mayHaveArrived = false
    /// Counted for what is no upload.
    var timesSent = 0
    var isOverLimit = false
    var isCut = false
    /// That was not connected to, and must not be.
    var refusedAddress: String?
    /// Why the last connection failed, as errno; 0 where none did.
    var systemError = 0
    var examination: HTTPResponse.Examination?
    var wasCancelled = false
}
