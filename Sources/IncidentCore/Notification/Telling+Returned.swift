// What who handed an incident over is to know first when it comes back.
extension Telling {
    private static let doesNotTake = " does not take it"
    private static let hasNotTaken = " has not taken in time what "

    /// How the reason of a page goes on that tells at the same moment what would have been told by another.
    static let besides = "; beside that, "

    /// - Parameter why: as `Deed.whyWords`.
    static func declined(by contact: String, _ why: String) -> String { "\(contact)\(doesNotTake)\(why)" }

    static func missed(by contact: String, from giver: String) -> String {
        "\(contact)\(hasNotTaken)\(giver) handed over"
    }

    /// What the reason of a step's page goes on with that tells so at this very moment; `nil` where it need not.
    package static func goingOn(with reason: String) -> String? { returned(in: reason).map { "\(besides)\($0)" } }

    /// `Second does not take it: on a train`; `nil` in any other reason.
    static func returned(in reason: String) -> String? {
        var news = reason.firstRange(of: besides).map { reason[$0.upperBound...] } ?? reason[...]
        for mark in [Fallback.inPlaceOf, ofDrill] {
            if let end = news.firstRange(of: mark) { news = news[..<end.lowerBound] }
        }
        // What a person wrote comes after that, and may say anything.
        let said = news.firstRange(of: ": ").map { news[..<$0.lowerBound] } ?? news
        guard said.hasSuffix(doesNotTake) || said.firstRange(of: hasNotTaken) != nil else { return nil }
        return String(news)
    }
}

extension Message {
    /// What its reader, who had handed it over, is to know first: nobody has it now.
    var returned: String? {
        guard notification.event == .page, incident.status == .triggered else { return nil }
        return Telling.returned(in: notification.reason)?.singleLine(limit: 160)
    }

    /// The same before what else stands in a line, and without the reason that was given.
    var returnedShortly: String {
        guard let returned else { return "" }
        return "\(returned.firstRange(of: ": ").map { String(returned[..<$0.lowerBound]) } ?? returned): "
    }
}
