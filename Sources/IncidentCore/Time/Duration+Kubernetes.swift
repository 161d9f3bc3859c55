extension Duration {
    /// As kubectl's tables show how long something has lasted: `95s`, `2m15s`, `25m`, `4h10m`, `41d`; `<invalid>` where it
    /// has not begun.
    ///
    /// Source: `HumanDuration` (k8s.io/apimachinery 0.32, `util/duration`).
    package var kubernetesText: String {
        let seconds = Int(wholeNanoseconds / 1_000_000_000)
        let (minutes, hours) = (seconds / 60, seconds / 3600)
        switch seconds {
        // Clocks differ by a little.
        case ..<(-1): return "<invalid>"
        case ..<0: return "0s"
        case ..<120: return "\(seconds)s"
        case ..<600: return Self.text(minutes, "m", seconds % 60, "s")
        case ..<10_800: return "\(minutes)m"
        case ..<28_800: return Self.text(hours, "h", minutes % 60, "m")
        case ..<172_800: return "\(hours)h"
        case ..<691_200: return Self.text(hours / 24, "d", hours % 24, "h")
        case ..<(2 * 365 * 86_400): return "\(hours / 24)d"
        case ..<(8 * 365 * 86_400): return Self.text(hours / 24 / 365, "y", hours / 24 % 365, "d")
        default: return "\(hours / 24 / 365)y"
        }
    }

    private static func text(_ large: Int, _ unit: String, _ small: Int, _ smallUnit: String) -> String {
        small == 0 ? "\(large)\(unit)" : "\(large)\(unit)\(small)\(smallUnit)"
    }
}
