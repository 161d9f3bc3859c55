/// Text that is not JSON, or not the JSON that was expected.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    package let reason: String
    package let byteOffset: Int
    package var description: String { "\(reason) at byte \(byteOffset)" }
}
