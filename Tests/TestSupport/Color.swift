import Foundation

/// A colour as a style sheet writes it, `#14181d`, and how well it stands out (WCAG 2.2).
package struct Color: Sendable {
    /// 0 for black, 1 for white.
    private let luminance: Double

    package init(_ hex: String) throws {
        guard hex.hasPrefix("#"), hex.utf8.count == 7, let value = UInt32(hex.dropFirst(), radix: 16) else {
            throw NoColor(text: hex)
        }
        let parts = [16, 8, 0].map { shift in
            let part = Double((value >> shift) & 0xFF) / 255
            return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
        }
        luminance = zip(parts, [0.2126, 0.7152, 0.0722]).reduce(0) { $0 + $1.0 * $1.1 }
    }

    /// From 1 to 21; small text wants 4.5 (1.4.3).
    package func contrast(with other: Color) -> Double {
        (max(luminance, other.luminance) + 0.05) / (min(luminance, other.luminance) + 0.05)
    }
}

struct NoColor: Error { let text: String }
