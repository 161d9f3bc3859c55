internal import HTTPTypes
internal import Hummingbird
internal import IncidentCore

/// By which clock pages tell times to who looks at them: that of their browser, which tells its time zone in a cookie, or UTC.
struct ViewerClock: Sendable {
    /// What `responder.js` tells.
    static let zoneCookie = "responder_zone"
    /// What a person has chosen; without it times are by the browser's clock.
    static let choiceCookie = "responder_times"
    static let choices = (utc: "utc", local: "local")

    /// The browser's; `nil` where it has told none, or one that the system does not know, or UTC.
    let local: LocalClock?
    /// Whether a person wants UTC all the same.
    let prefersUTC: Bool

    init(_ request: Request) {
        local = request.cookies[Self.zoneCookie].flatMap { Self.clock(named: $0.value) }
        prefersUTC = request.cookies[Self.choiceCookie]?.value == Self.choices.utc
    }

    var clock: LocalClock { prefersUTC ? .utc : local ?? .utc }

    /// No name of the time zone database is longer, and none has other signs in it.
    private static func clock(named name: String) -> LocalClock? {
        let isName =
            (1...64).contains(name.utf8.count) && name.utf8.allSatisfy(isNameSign) && name.first?.isLetter == true
        return isName && !["UTC", "Etc/UTC"].contains(name) ? LocalClock(timeZone: name) : nil
    }

    private static func isNameSign(_ sign: UInt8) -> Bool {
        switch sign {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "/"): true
        case UInt8(ascii: "+"), UInt8(ascii: "-"): true
        default: false
        }
    }
}

extension Response {
    /// Keeps what a person has chosen. It comes along when they follow a link in a mail as well, which `Strict` would keep back;
    /// nothing can be done with it.
    mutating func setTimesCookie(_ choice: String) {
        let age = choice == ViewerClock.choices.local ? 0 : 31_536_000
        headers[values: .setCookie].append(
            "\(ViewerClock.choiceCookie)=\(choice); Path=/; HttpOnly; SameSite=Lax; Max-Age=\(age)")
    }
}
