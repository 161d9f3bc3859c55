/// Reading what others write by hand: what is not as it should be is taken for what it can mean.
extension JSONReader {
    /// A text; numbers, `true` and `false` as they stand. `null`, arrays and objects give an empty one.
    mutating func readLooseText() throws(JSONError) -> String {
        switch try peekKind() {
        case .string: return try readString()
        case .number: return text(try skipValue())
        case .literal:
            let word = text(try skipValue())
            return word == "null" ? "" : word
        case .array, .object:
            try skipValue()
            return ""
        }
    }

    /// A time; `nil` for what is none, and for year 1, Go's zero time.
    mutating func readUsableTime() throws(JSONError) -> Timestamp? {
        let text = try readLooseText()
        if text.utf8.starts(with: "0001-".utf8) { return nil }
        return Timestamp(rfc3339: text) ?? Timestamp(rfc3339: text.trimmingBlanks())
    }

    /// An object of names and texts; anything else gives an empty one. Values that are no text become their JSON,
    /// `null` is left out.
    ///
    /// - Parameter isLazy: whether it will do to read the texts when one is asked for.
    mutating func readLooseLabels(
        _ limits: PairLimits, isLazy: Bool = false, cuts: inout IntakeCuts
    ) throws(JSONError) -> Labels {
        guard try peekKind() == .object else {
            try skipValue()
            return [:]
        }
        if isLazy, let object = skipPlainObject(limits) { return Labels(unread: text(object)) }
        var pairs: [Labels.Pair] = []
        pairs.reserveCapacity(12)
        var isAsItStands = true
        let start = position
        try readObject { (reader, name) throws(JSONError) in
            let value: String
            switch try reader.peekKind() {
            case .string: value = try reader.readString()
            case .number, .array, .object, .literal:
                isAsItStands = false
                value = reader.text(try reader.skipValue())
                if value == "null" { return }
            }
            guard pairs.count < limits.count || PairLimits.alwaysKept.contains(name) else {
                isAsItStands = false
                cuts.pairs += 1
                return
            }
            let (shortName, shortValue) = (
                name.shortenedKey(toBytes: limits.nameBytes), value.shortened(toBytes: limits.valueBytes)
            )
            cuts.texts += (shortName == nil ? 0 : 1) + (shortValue == nil ? 0 : 1)
            if shortName != nil || shortValue != nil { isAsItStands = false }
            pairs.append(Labels.Pair(name: shortName ?? name, value: shortValue ?? value))
        }
        return Labels(pairs, sourceJSON: isAsItStands ? plainText(from: start) : nil)
    }
}
