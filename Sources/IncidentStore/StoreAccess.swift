/// As what a data folder is opened.
package enum StoreAccess: Sendable, Equatable {
    /// The one server that works on it: holds the folder's lock, and brings the database to the newest schema.
    /// - Parameter address: where it means to listen, for the message to a second one.
    case server(address: String)
    /// A command beside a running server, or without one. It brings an older database to the newest schema only where no
    /// server runs, which would work on with the schema it knows.
    case command
    /// A folder that is thrown away afterwards: nothing waits for its disk.
    case scratch
}
