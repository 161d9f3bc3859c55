import Foundation
package import IncidentCore

extension Timestamp {
    /// By this machine's clock, for tests that run real programs, which go by nothing else. Tests of our own code have theirs.
    package static var ofThisMachine: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}
