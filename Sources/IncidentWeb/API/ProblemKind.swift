/// What an error answer is about where its status alone does not say that: the `type` of problem details (RFC 9457, 3.1.1), by
/// which a program tells one from another. `GET /api` lists them.
package enum ProblemKind: String, Sendable, CaseIterable {
    /// A query parameter, or a name in a body, that means nothing at this address, or stands there twice.
    case unknownName = "unknown-name"
    /// There is no incident, silence or the like with this number.
    case noSuchRecord = "no-such-record"
    /// What was asked for does not fit how the thing stands now; once it stands otherwise it may.
    case refusedByState = "refused-by-state"
    /// The store cannot write, or does not answer in time; the same may work a moment later.
    case storeUnavailable = "store-unavailable"
    /// The tables on disk have mistakes, and those before them stay in force.
    case tablesRefused = "tables-refused"

    /// Leads to the index, which says what it is.
    package var type: String { "\(Routes.indexAPI)#\(rawValue)" }

    var title: String {
        switch self {
        case .unknownName: "Unknown name"
        case .noSuchRecord: "No such record"
        case .refusedByState: "Refused as things stand"
        case .storeUnavailable: "The store does not answer"
        case .tablesRefused: "The tables have mistakes"
        }
    }

    var meaning: String {
        switch self {
        case .unknownName:
            "a query parameter or a name in the body means nothing at this address, or stands there twice"
        case .noSuchRecord: "there is nothing with this number"
        case .refusedByState: "it does not fit how the thing stands now"
        case .storeUnavailable: "the store cannot write, or does not answer in time; the same may work a moment later"
        case .tablesRefused: "the tables on disk have mistakes; those before them stay in force"
        }
    }
}
