internal import Mustache

/// What the templates read of a page: its values by their names, read once.
///
/// Mustache would reflect on a value at each name that it looks up in it, and on all of the value's properties each time: that
/// was nine tenths of the time that a list takes.
struct TemplateFields: MustacheParent {
    private var values: [String: Any]

    /// - Parameter value: a structure; of anything else nothing has a name.
    init(of value: Any) {
        values = Mirror(reflecting: value).children.reduce(into: [:]) { values, child in
            guard let name = child.label, let value = Self.read(child.value) else { return }
            values[name] = value
        }
    }

    mutating func set(_ name: String, to value: Any?) { values[name] = value.flatMap(Self.read) }

    func child(named name: String) -> Any? { values[name] }

    /// Structures in it by their names as well; `nil` where an optional holds nothing.
    private static func read(_ value: Any) -> Any? {
        if value is any MustacheParent { return value }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { read($0.value) }
        case .collection: return mirror.children.map { read($0.value) ?? $0.value }
        // What says itself how it is written is no more than that.
        case .struct where !(value is any CustomStringConvertible): return TemplateFields(of: value)
        default: return value
        }
    }
}
