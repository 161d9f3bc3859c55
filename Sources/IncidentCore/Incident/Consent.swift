/// How far somebody who does something knows what stands against it.
package enum Consent<Fact: Sendable & Equatable>: Sendable, Equatable {
    /// They have not been asked: where something does, they are.
    case notAsked
    /// They were asked about this, and do it all the same; not where it has changed since.
    case knowing(Fact)
    /// They do it whatever it is.
    case whatever
}
