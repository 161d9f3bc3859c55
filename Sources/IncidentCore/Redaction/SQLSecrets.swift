internal import Patterns

/// Secrets in statements, which stand apart from what says that they are some: in `VALUES` by the names of the columns, in
/// `IN (…)` by the name before it, as arguments by the name of the function.
enum SQLSecrets {
    static func find(in search: inout SecretSearch) {
        let text = search.text
        var position = 0
        while let groups = beginnings.firstRanges(in: text.bytes, from: position), let whole = groups[0] {
            position = whole.upperBound
            if let columns = groups[1] {
                position = max(position, hideValues(of: columns, from: whole.upperBound, in: &search))
            } else if groups[2] != nil {
                position = max(position, hideList(from: whole, in: &search))
            } else if let name = groups[3], let place = keys[text.string(name).lowercased()] {
                let arguments = arguments(from: whole.upperBound, limit: limit.call, in: text).all
                let index = place == last ? arguments.count - 1 : place
                guard arguments.indices.contains(index), index > 2 || place != last else { continue }
                // With one argument it is a method of other languages: `hash.digest('hex')`.
                let isHashed = text.string(name).lowercased() == "digest"
                if isHashed, arguments.count < 2 { continue }
                hide(arguments[index], named: isHashed ? .key : .password, in: &search)
            } else if let secret = groups[4] {
                search.hide(secret)
            } else if let value = groups[5], SecretValue.isRandom(text.bytes[value]),
                SecretValue.isDrawnWord(text.bytes[value])
            {
                search.hide(value)
            } else if let value = groups[6], !SecretValue.isHarmless(text.bytes[value], named: .password) {
                search.hide(value)
            }
        }
    }

    /// In this order: rows that are inserted, lists, functions, the key behind an identifier of AWS', bound
    /// parameters, passwords in a statement that is a literal itself.
    private static let beginnings = Pattern.builtIn(
        [
            #"(?i:\binsert\s+(?:ignore\s+)?into\s+[^\s(]+\s*\(([^();]+)\)\s*(?:overriding\s+\w+\s+value\s+)?values\s*)"#,
            #"(?i:\s(in)\s*\(\s*')"#,
            #"(?i:\b("# + keys.keys.sorted().joined(separator: "|") + #")\s*\()"#,
            #"'A[KS]IA[A-Z0-9]{12,20}'\s*,\s*'([^'\n]+)'"#, #"\$[0-9]{1,3} = '([^'\n]{16,512})(?:'|$)"#,
            #"(?i:\bpassword)\s+''([^'\n]+)''"#,
        ].joined(separator: "|"))

    /// The last of four arguments or more.
    private static let last = -1
    /// Which argument is the key, or what is hashed, from 0 on.
    private static let keys = [
        "pgp_sym_encrypt": 1, "pgp_sym_decrypt": 1, "pgp_sym_encrypt_bytea": 1, "pgp_sym_decrypt_bytea": 1,
        "encrypt": 1, "decrypt": 1, "encrypt_iv": 1, "decrypt_iv": 1, "hmac": 1, "aes_encrypt": 1, "aes_decrypt": 1,
        "create_secret": 0, "crypt": 0, "digest": 0, "remote": last, "remotesecure": last,
    ]

    /// How far arguments are looked for, in bytes: calls stand in each other, lists do not.
    private static let limit = (call: 400, list: 64 << 10)

    /// - Parameter start: of the first row.
    /// - Returns: where the text goes on.
    private static func hideValues(of columns: Range<Int>, from start: Int, in search: inout SecretSearch) -> Int {
        let text = search.text
        let names = text.bytes[columns].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        let secrets = names.enumerated().compactMap { index, name in
            let name = name.filter { $0.isNamePart }
            return SecretName(name[...]).map { (index: index, kind: $0) }
        }
        guard !secrets.isEmpty else { return start }
        var place = start
        while text.byte(at: place) == UInt8(ascii: "(") {
            let (values, end) = arguments(from: place + 1, limit: limit.list, in: text)
            for secret in secrets where values.indices.contains(secret.index) {
                hide(values[secret.index], named: secret.kind, in: &search)
            }
            place = text.end(of: { $0.isSpace || $0 == UInt8(ascii: ",") }, from: end)
        }
        return place
    }

    /// - Parameter beginning: of the list, from the blank behind the column's name to its first quote.
    /// - Returns: where the text goes on.
    private static func hideList(from beginning: Range<Int>, in search: inout SecretSearch) -> Int {
        let text = search.text
        var end = beginning.lowerBound
        if text.holdsWord(" not", at: end - 4) { end -= 4 }
        if let mark = QuoteMark(before: end, in: text) { end = mark.range.lowerBound }
        let start = text.start(of: { $0.isAlphanumeric || $0 == UInt8(ascii: "_") }, before: end, limit: 64)
        guard let kind = SecretName(text.bytes[start..<end]) else { return start }
        let list = arguments(from: beginning.upperBound - 1, limit: limit.list, in: text)
        for value in list.all { hide(value, named: kind, in: &search) }
        return list.end
    }

    /// Hides a literal: `'…'`, `N'…'`, `'…'::bytea`; nothing else says what it stands for.
    private static func hide(_ argument: Range<Int>, named kind: SecretName, in search: inout SecretSearch) {
        let text = search.text
        var start = argument.lowerBound
        if let byte = text.byte(at: start), "NE".utf8.contains(byte) { start += 1 }
        guard text.byte(at: start) == UInt8(ascii: "'"), start < argument.upperBound else { return }
        let end = literalEnd(from: start + 1, in: text)
        let value = start + 1..<max(start + 1, end)
        if !SecretValue.isHarmless(text.bytes[value], named: kind) { search.hide(value) }
    }

    /// What stands between commas up to the closing parenthesis, and where the text goes on behind it.
    private static func arguments(
        from start: Int, limit: Int, in text: SearchedText
    ) -> (all: [Range<Int>], end: Int) {
        var (all, depth, place, first): ([Range<Int>], Int, Int, Int) = ([], 0, start, start)
        func argument() -> Range<Int> {
            let from = min(text.end(of: \.isSpace, from: first), place)
            return text.trimmed(from..<place)
        }
        while let byte = text.byte(at: place), place - start < limit {
            switch byte {
            case UInt8(ascii: "'"): place = literalEnd(from: place + 1, in: text)
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                if depth == 0 { return (all + [argument()], place + 1) }
                depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                all.append(argument())
                first = place + 1
            default: break
            }
            place += 1
        }
        place = min(place, text.bytes.count)
        // A text that was cut.
        return (first < place ? all + [argument()] : all, place)
    }

    /// The place of the quote that ends a literal, or of the end of its line.
    private static func literalEnd(from start: Int, in text: SearchedText) -> Int {
        var place = start
        while let byte = text.byte(at: place), byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "'") {
                guard text.byte(at: place + 1) == byte else { return place }
                place += 1
            }
            place += 1
        }
        return min(place, text.bytes.count)
    }
}
