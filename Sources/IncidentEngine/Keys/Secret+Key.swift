internal import Foundation
package import IncidentCore

extension Secret {
    /// How a key of bytes would be printed.
    package static func forms(ofKey key: [UInt8]) -> [Secret] {
        let hex = key.hexadecimal
        return [hex, hex.uppercased(), Data(key).base64EncodedString()].map { Secret($0) }
    }
}
