internal import IncidentCore
internal import Mustache

/// Escapes every text a page shows; `layout.mustache` names it as its content type.
///
/// Mustache's own escaping goes by grapheme clusters, so a `"` with a combining mark or a `<` after a prepended sign
/// (U+0600) would stay as it is.
struct PageText: MustacheContentType {
    static let name = "PAGE"

    func escapeText(_ text: String) -> String { text.withVisibleControls.htmlEscaped }
}
