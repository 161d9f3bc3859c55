internal import Patterns

/// The data of Secrets, whatever their names, as YAML and as JSON, also where one is written into an annotation of the
/// other.
enum KubernetesSecrets {
    static func find(in search: inout SecretSearch) {
        let text = search.text
        var (position, count) = (0, 0)
        while let groups = maps.firstRanges(in: text.bytes, from: position), let whole = groups[0], let key = groups[1]
        {
            position = whole.upperBound
            count += 1
            let isOpen = text.string(key) == "stringData"
            // A line feed ends the beginning of a map in YAML, a brace in JSON.
            let isJSON = text.bytes[whole.upperBound - 1] == UInt8(ascii: "{")
            var map =
                isJSON
                ? jsonMap(from: whole.upperBound, in: text)
                : yamlMap(under: key, from: whole.upperBound - 1, in: text)
            if count <= limit.maps {
                map.kind = isJSON ? jsonKind(from: map.end, in: text) : yamlKind(of: map, under: key, in: text)
            }
            guard isOpen || isSecret(map, in: text) else { continue }
            for value in map.values { search.hide(value) }
            position = max(position, map.end)
        }
    }

    private struct Map {
        var values: [Range<Int>] = []
        var end: Int
        /// What the map's object says it is; `nil` where that is not to be found.
        var kind: String?
    }

    private static let maps = Pattern.builtIn(
        #"(?m)(?:^[ \t]*(?:- )?|[{,\s]\\*["'])(data|stringData)(?::[ \t]*\r?\n|\\*["']\s*:\s*\{)"#)

    private static func isSecret(_ map: Map, in text: SearchedText) -> Bool {
        if let kind = map.kind { return kind == "Secret" }
        // Of a part of an object its values must tell: a Secret's are base64 without exception.
        return map.values.contains { isDrawn(text.bytes[$0]) }
            && map.values.allSatisfy { value in
                (value.count % 4 == 0 || value.upperBound == text.bytes.count)
                    && text.bytes[value].allSatisfy { $0.isAlphanumeric || "+/=".utf8.contains($0) }
            }
    }

    /// Words are base64 too, as far as their letters go.
    private static func isDrawn(_ value: ArraySlice<UInt8>) -> Bool {
        value.count >= 8
            && (value.last == UInt8(ascii: "=")
                || value.contains(where: \.isDigit) && value.contains(where: \.isUppercase)
                    && value.contains(where: \.isLowercase))
    }

    // MARK: YAML

    /// How far the kind of an object is looked for, and of how many: a text of nothing but maps must not cost its square.
    private static let limit = (maps: 500, lines: 300, bytes: 32 << 10)

    private static func yamlMap(under key: Range<Int>, from lineEnd: Int, in text: SearchedText) -> Map {
        let lineStart = text.start(of: { $0 != UInt8(ascii: "\n") }, before: key.lowerBound, limit: 4096)
        let column = key.lowerBound - lineStart
        var map = Map(end: lineEnd)
        let block = text.block(after: lineEnd, column: column)
        map.end = block.upperBound
        var place = block.lowerBound
        while place < block.upperBound {
            let end = text.lineEnd(from: place)
            let name = text.end(of: { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "\n") }, from: place)
            guard text.byte(at: name) == UInt8(ascii: ":") else { break }
            let entryColumn = place - text.start(of: \.isBlank, before: place, limit: 4096)
            var value = text.trimmed(text.pastBlanks(name + 1)..<max(text.pastBlanks(name + 1), end))
            if let first = text.byte(at: value.lowerBound), "|>".utf8.contains(first) {
                value = text.block(after: end, column: entryColumn)
                place = value.upperBound
            } else {
                if let mark = QuoteMark(at: value.lowerBound, in: text),
                    let last = mark.end(of: mark.range.upperBound, in: text)
                {
                    value = mark.range.upperBound..<last
                }
                place = end
            }
            if !value.isEmpty { map.values.append(value) }
            place = text.end(of: \.isSpace, from: place)
        }
        return map
    }

    private static func yamlKind(of map: Map, under key: Range<Int>, in text: SearchedText) -> String? {
        let lineStart = text.start(of: { $0 != UInt8(ascii: "\n") }, before: key.lowerBound, limit: 4096)
        let column = key.lowerBound - lineStart
        let below = kind(from: text.lineEnd(from: map.end) + 1, column, in: text)
        if let below, !below.mayBeOfNext { return below.kind }
        return kind(before: lineStart, column, in: text) ?? below?.kind
    }

    /// The kind that stands below in the same column, and whether another object may have begun before it: several are
    /// printed one after the other with nothing between them.
    private static func kind(
        from start: Int, _ column: Int, in text: SearchedText
    ) -> (kind: String, mayBeOfNext: Bool)? {
        var (place, mayBeOfNext) = (start, false)
        for _ in 0..<limit.lines where place < text.bytes.count && place - start < limit.bytes {
            let first = text.pastBlanks(place)
            let end = text.lineEnd(from: first)
            if end > first {
                if first - place < column || text.holds("---", at: first) { return nil }
                if let kind = kind(at: first, first - place == column, in: text) { return (kind, mayBeOfNext) }
                if first - place == column, text.holds("apiVersion:", at: first) { mayBeOfNext = true }
            }
            place = end + 1
        }
        return nil
    }

    /// The kind that stands above in the same column.
    private static func kind(before start: Int, _ column: Int, in text: SearchedText) -> String? {
        var end = start - 1
        for _ in 0..<limit.lines where end > 0 && start - end < limit.bytes {
            let place = text.start(of: { $0 != UInt8(ascii: "\n") }, before: end, limit: limit.bytes)
            var first = text.pastBlanks(place)
            if first < end {
                let isItem = text.holds("- ", at: first)
                if isItem { first += 2 }
                if let kind = kind(at: first, first - place == column, in: text) { return kind }
                if first - place < column || isItem && first - place == column || text.holds("---", at: first) {
                    return nil
                }
            }
            end = place - 1
        }
        return nil
    }

    private static func kind(at place: Int, _ isSibling: Bool, in text: SearchedText) -> String? {
        guard isSibling, text.holds("kind:", at: place) else { return nil }
        return text.string(
            text.trimmed(text.pastBlanks(place + 5)..<max(text.pastBlanks(place + 5), text.lineEnd(from: place))))
    }

    // MARK: JSON

    private static func jsonMap(from start: Int, in text: SearchedText) -> Map {
        var map = Map(end: start)
        var place = start
        while true {
            place = pastSpace(place, in: text)
            guard let name = QuoteMark(at: place, in: text),
                let nameEnd = name.end(of: name.range.upperBound, in: text),
                let member = Assignment(after: nameEnd, in: text), let mark = member.opening
            else { break }
            let value = mark.value(from: member.value, in: text)
            map.values.append(value.range)
            place = value.next
            map.end = place
        }
        return map
    }

    /// Behind commas, and line feeds also where they are escaped in a text of JSON themselves.
    private static func pastSpace(_ start: Int, in text: SearchedText) -> Int {
        var place = start
        repeat {
            place = text.end(of: { $0.isSpace || $0 == UInt8(ascii: ",") }, from: place)
            if text.holds(#"\n"#, at: place) { place += 2 } else { return place }
        } while true
    }

    /// The kind that follows in the same object.
    private static func jsonKind(from start: Int, in text: SearchedText) -> String? {
        var (place, depth) = (start, 0)
        while place < text.bytes.count, place - start < limit.bytes {
            switch text.bytes[place] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                // The map's own end is the first.
                if depth < -1 { return nil }
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                if let mark = QuoteMark(at: place, in: text), let end = mark.end(of: mark.range.upperBound, in: text) {
                    if depth == -1, text.string(mark.range.upperBound..<end) == "kind",
                        let kind = Assignment(after: end, in: text),
                        let last = kind.opening?.end(of: kind.value, in: text)
                    {
                        return text.string(kind.value..<last)
                    }
                    place = mark.past(end)
                    continue
                }
            default: break
            }
            place += 1
        }
        return nil
    }
}
