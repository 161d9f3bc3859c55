// What people write in place of a condition.

extension RowCondition {
    /// - Returns: what to write instead; `nil` where nothing is known to be wrong.
    static func mistake(_ field: String, _ value: String) -> String? {
        if field.hasPrefix("!") { return "no field's name begins with !; the operators are != and !~" }
        if let (word, next) = joint(in: value) {
            return word == "or"
                ? "where one of two conditions is enough, each is an entry of findings; the second is \(next)"
                : "all conditions of the list must hold, so write two of them; the second is \(next)"
        }
        guard value.hasPrefix("'") else { return nil }
        return "text must stand in double quotes (\"\(value.filter { $0 != "'" })\"), not in single ones"
    }

    /// What joins a second condition to the first, and that condition.
    private static func joint(in value: String) -> (word: String, next: String)? {
        var (isQuoted, isEscaped) = (false, false)
        for place in value.indices {
            if isEscaped {
                isEscaped = false
            } else if value[place] == "\"" {
                isQuoted.toggle()
            } else if isQuoted {
                isEscaped = value[place] == "\\"
            } else if let joint = joints.first(where: { value[place...].prefix($0.count).lowercased() == $0 }) {
                let next = value[place...].dropFirst(joint.count).trimmingBlanks()
                if parts(of: next) != nil { return (joint.contains("or") || joint == "||" ? "or" : "and", next) }
            }
        }
        return nil
    }

    private static let joints = [" and ", " or ", "&&", "||", ",", ";"]

    /// `5m` for `5min` or `5 minutes`.
    static func duration(meantBy value: String) -> String? {
        let number = value.prefix { $0.isASCII && $0.isNumber }
        let unit = value.dropFirst(number.count).trimmingBlanks().lowercased()
        guard !number.isEmpty, let letter = units[unit.hasSuffix("s") ? String(unit.dropLast()) : unit] else {
            return nil
        }
        return "\(number)\(letter)"
    }

    private static let units = [
        "sec": "s", "second": "s", "min": "m", "minute": "m", "hr": "h", "hour": "h", "day": "d", "week": "w",
    ]
}
