internal import IncidentCore
internal import Mustache

/// Escapes every text a page shows; `layout.mustache` names it as its content type.
///
/// Mustache's own escaping goes by grapheme clusters, so a `"` with a combining mark or a `<` after a prepended sign
/// (U+0600) would stay as it is. Control characters and marks that turn the direction of writing show as U+FFFD.
struct PageText: MustacheContentType {
    static let name = "PAGE"

    func escapeText(_ text: String) -> String {
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "\n", "\r", "\t": escaped.unicodeScalars.append(scalar)
            default:
                let isHidden = scalar.properties.generalCategory == .control || scalar.isBidirectionalControl
                escaped.unicodeScalars.append(isHidden ? "\u{FFFD}" : scalar)
            }
        }
        return escaped
    }
}
