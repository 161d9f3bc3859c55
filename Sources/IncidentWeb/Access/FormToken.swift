internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore
internal import IncidentEngine
internal import IncidentStore

/// The token that a form of ours carries beside the cookie it was made from; another site's form cannot have it.
struct FormToken: Sendable {
    static let cookieName = "responder_form"
    static let fieldName = "token"

    let keys: SigningKeys
    let time: TimeSource

    init(_ contents: WebContents) { (keys, time) = (contents.store.signingKeys, contents.time) }

    /// The cookie's value, from the request or new.
    func cookieValue(_ request: Request) -> (value: String, isNew: Bool) {
        if let value = request.cookies[Self.cookieName]?.value, value.count == 32 { return (value, false) }
        var generator = SystemRandomNumberGenerator()
        return ((0..<16).map { _ in generator.next() as UInt8 }.hexadecimal, true)
    }

    func token(for cookieValue: String) -> String {
        Signature.hex(of: Array("form\n\(cookieValue)".utf8), key: keys.current)
    }

    func check(_ token: String?, of request: Request) throws {
        guard let cookie = request.cookies[Self.cookieName]?.value, let token,
            keys.believed(at: time.now()).contains(where: {
                Signature.isValid(token, of: Array("form\n\(cookie)".utf8), key: $0)
            })
        else { throw Problem(.forbidden, "this form is too old or came from another site; load the page again") }
    }
}
