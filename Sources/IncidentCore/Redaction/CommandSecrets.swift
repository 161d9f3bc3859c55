internal import Patterns

/// Secrets in command lines whose options do not say what they are (those that do are found by their names), as a shell
/// writes them and as lists of arguments.
struct CommandSecrets {
    /// Separated by blanks.
    private let names: String
    /// Of these the next argument is a secret, whether in an argument of its own or in the same.
    private var options: [String] = []
    /// What else of these stands in the same argument, and never in the next.
    private var glued: [String] = []
    /// Letters of options without a value, which may stand before another's in one argument: `-su`.
    private var flags = ""
    /// Of these the next argument is a user and a secret, with a mark between them.
    private var pairs: [String] = []
    private var pairMark = UInt8(ascii: ":")
    /// The word that the options must follow; the same options mean something else elsewhere.
    private var subcommand: Set<String>?
    /// How many words behind the subcommand the secret stands, where it is no option's.
    private var place: Int?
    /// Whether another command follows, with options of its own.
    private var runsAnother = false

    static func find(in search: inout SecretSearch) {
        let text = search.text
        var position = 0
        while let program = program.firstRanges(in: text.bytes, from: position)?[1] {
            position = program.upperBound
            let words = arguments(after: program, in: text)
            for tool in byProgram[text.string(program)] ?? [] { tool.hide(words, in: &search) }
        }
        for pattern in patterns { search.hideGroups(of: pattern) }
    }

    private static let all = [
        CommandSecrets(
            names: "mysql mariadb mysqldump mysqladmin mysqlimport mysqlcheck mysqlshow mariadb-dump xtrabackup",
            glued: ["-p"]),
        CommandSecrets(names: "sshpass", options: ["-p"], runsAnother: true),
        CommandSecrets(names: "redis-cli valkey-cli keydb-cli redis-benchmark", options: ["-a", "--pass"]),
        CommandSecrets(
            names:
                "mongo mongosh mongodump mongorestore mongoexport mongoimport mongostat mongotop cqlsh cypher-shell twine",
            options: ["-p"]),
        CommandSecrets(
            names: "docker podman nerdctl buildah skopeo crane oras helm az oc rancher cf", options: ["-p"],
            subcommand: ["login"]),
        CommandSecrets(names: "vault", subcommand: ["login"], place: 1),
        CommandSecrets(
            names: "ldapsearch ldapmodify ldapadd ldapdelete ldapwhoami ldapcompare ldappasswd", options: ["-w"],
            flags: "xZLvncMCtu"),
        CommandSecrets(names: "ldappasswd", options: ["-s", "-a"]),
        CommandSecrets(names: "beeline racadm psexec psexec.exe PsExec PsExec.exe", options: ["-p"]),
        CommandSecrets(names: "schtasks schtasks.exe", options: ["/rp", "/RP"]),
        CommandSecrets(names: "confluent", subcommand: ["store"], place: 2),
        CommandSecrets(names: "sqlcmd bcp ipmitool mosquitto_pub mosquitto_sub", options: ["-P"]),
        CommandSecrets(names: "zip unzip", options: ["-P"], flags: "rqojmvun0123456789"),
        CommandSecrets(names: "7z 7za rar unrar", glued: ["-p", "-hp"]),
        CommandSecrets(names: "xfreerdp wlfreerdp rdesktop", options: ["-p"], glued: ["/p:"]),
        CommandSecrets(names: "snmpwalk snmpget snmpgetnext snmpbulkwalk snmpset", options: ["-c", "-A", "-X"]),
        CommandSecrets(names: "openssl", options: ["-k", "-K"]),
        CommandSecrets(names: "ssh-keygen", options: ["-N", "-P"]),
        CommandSecrets(
            names: "curl", flags: "sSfkviILgGnNOpqRaBjlM012346#", pairs: ["-u", "-U", "--user", "--proxy-user"]),
        CommandSecrets(
            names: "curl", flags: "sSfkviILgGnNOpqRaBjlM012346#", pairs: ["-b", "--cookie"], pairMark: UInt8(ascii: "=")
        ),
        CommandSecrets(
            names: "wget http https xh etcdctl nats ab",
            pairs: ["-u", "-U", "-a", "-A", "--user", "--proxy-user", "--auth"]),
        CommandSecrets(names: "lftp", pairs: ["-u", "--user"], pairMark: UInt8(ascii: ",")),
        CommandSecrets(names: "mysqladmin mariadb-admin", subcommand: ["password"], place: 1),
        CommandSecrets(names: "useradd usermod", options: ["-p"], flags: "mMrNUlo"),
        CommandSecrets(names: "kubeadm", options: ["--certificate-key"]),
        CommandSecrets(names: "mc mcli", subcommand: ["set"], place: 4),
        CommandSecrets(names: "mc mcli", subcommand: ["add"], place: 3),
        CommandSecrets(names: "grafana-cli grafana", subcommand: ["reset-admin-password"], place: 1),
        CommandSecrets(names: "smbpasswd", pairs: ["-s"]),
        CommandSecrets(names: "smbclient rpcclient smbget", pairs: ["-U"], pairMark: UInt8(ascii: "%")),
        CommandSecrets(
            names: "rabbitmqctl", subcommand: ["add_user", "change_password", "authenticate_user"], place: 2),
        CommandSecrets(
            names: "htpasswd", subcommand: ["-b", "-bc", "-cb", "-Bb", "-bB", "-Bbc", "-nb", "-bn"], place: 3),
    ]

    private static let byProgram = all.reduce(into: [String: [CommandSecrets]]()) { found, tool in
        for program in tool.names.split(separator: " ") { found[String(program), default: []].append(tool) }
    }

    /// All of them, as an expression.
    static var programs: String { byProgram.keys.sorted().map(Pattern.escaped).joined(separator: "|") }

    private static let program = Pattern.builtIn(
        #"(?:^|[^A-Za-z0-9_.-])("# + programs + #")(?:[\s"'\\]|$)"#)

    private func hide(_ words: [Range<Int>], in search: inout SecretSearch) {
        let text = search.text
        var start = words.startIndex
        if let subcommand {
            guard let found = words.firstIndex(where: { subcommand.contains(text.string($0)) }) else { return }
            start = found + 1
            if let place {
                // `htpasswd -nb` names no file.
                let place = text.string(words[found]).contains("n") && place == 3 ? 2 : place
                guard words.indices.contains(found + place) else { return }
                hideValue(words[found + place], in: &search)
                return
            }
        }
        for index in words.indices[start...] {
            let word = words[index]
            let next = words.indices.contains(index + 1) ? words[index + 1] : nil
            if let value = value(of: options, in: word, or: next, text) ?? value(of: glued, in: word, or: nil, text) {
                hideValue(value, in: &search)
                if runsAnother { return }
            } else if let pair = value(of: pairs, in: word, or: next, text) {
                hidePair(pair, in: &search)
            } else if runsAnother, text.byte(at: word.lowerBound) != UInt8(ascii: "-") {
                return
            }
        }
    }

    /// The value of one of these options, if an argument is that: what stands behind it in the same argument, after a sign
    /// if the option is long, or else the `next` one.
    private func value(
        of options: [String], in word: Range<Int>, or next: Range<Int>?, _ text: SearchedText
    ) -> Range<Int>? {
        guard !options.isEmpty, let first = text.byte(at: word.lowerBound), "-/".utf8.contains(first) else {
            return nil
        }
        for option in options {
            guard let end = end(of: option, in: word, text) else { continue }
            if end == word.upperBound { return next }
            if text.bytes[end] == UInt8(ascii: "=") { return end + 1..<word.upperBound }
            if !option.hasPrefix("--") { return end..<word.upperBound }
        }
        return nil
    }

    /// Where an option ends with which an argument begins, also behind flags in the same.
    private func end(of option: String, in word: Range<Int>, _ text: SearchedText) -> Int? {
        let count = option.utf8.count
        if word.count >= count, text.holds(option, at: word.lowerBound) { return word.lowerBound + count }
        guard !flags.isEmpty, count == 2, let second = text.byte(at: word.lowerBound + 1), second.isLetter else {
            return nil
        }
        let place = text.end(of: flags.utf8.contains, from: word.lowerBound + 1, limit: 12)
        return place < word.upperBound && text.bytes[place] == option.utf8.last ? place + 1 : nil
    }

    private func hideValue(_ word: Range<Int>, in search: inout SecretSearch) {
        let text = search.text
        // `-p'…'`, whose other quote is not in it.
        let start = QuoteMark(at: word.lowerBound, in: text)?.range.upperBound ?? word.lowerBound
        let value = start..<max(start, word.upperBound)
        guard !value.isEmpty, text.bytes[start] != UInt8(ascii: "-"),
            !SecretValue.isHarmless(text.bytes[value], named: .password)
        else { return }
        search.hide(value)
    }

    private func hidePair(_ word: Range<Int>, in search: inout SecretSearch) {
        let text = search.text
        guard let mark = text.bytes[word].firstIndex(of: pairMark) else { return }
        // A URL, or a port.
        let value = mark + 1..<word.upperBound
        guard !text.holds("//", at: value.lowerBound) else { return }
        hideValue(value, in: &search)
    }

    /// The arguments that follow a program, to the end of the command.
    private static func arguments(after program: Range<Int>, in text: SearchedText) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var place = program.upperBound
        // In a list the program stands in quotes, or has a line of its own.
        var isList = false
        if let mark = QuoteMark(at: place, in: text) {
            place = mark.range.upperBound
            isList = true
        }
        while words.count < 40, place - program.upperBound < 4096 {
            place = text.end(of: { $0.isBlank || isList && ",[]".utf8.contains($0) }, from: place)
            if text.holds("\r\n", at: place) { place += 1 }
            if text.byte(at: place) == UInt8(ascii: "\n") {
                let item = text.pastBlanks(place + 1)
                if text.holds("- ", at: item) {
                    place = item + 2
                } else if isList, QuoteMark(at: item, in: text) != nil {
                    place = item
                } else {
                    break
                }
            } else if case let next = text.pastContinuations(place), next > place {
                place = next
                continue
            }
            guard let byte = text.byte(at: place), !"|;&\n)}".utf8.contains(byte) else { break }
            let word: Range<Int>
            if let mark = QuoteMark(at: place, in: text) {
                (word, place) = mark.value(from: mark.range.upperBound, in: text)
            } else {
                let end = text.wordEnd(from: place, stops: "|;")
                word = place..<end
                // What is quoted within a word belongs to it: `-p'…'`. Any other quote ends the command.
                if let mark = QuoteMark(at: end, in: text) {
                    let start = mark.range.upperBound
                    guard end > place, let next = text.byte(at: start), !next.isSpace, !",:]}".utf8.contains(next)
                    else {
                        if end > place { words.append(word) }
                        break
                    }
                    let value = mark.value(from: start, in: text)
                    words.append(place..<value.range.upperBound)
                    place = value.next
                    continue
                }
                place = max(end, place + 1)
            }
            words.append(word)
        }
        return words
    }

    /// What programs read from a pipe and from files of theirs, and SQL.
    private static let patterns = [
        [
            #"\becho\s+(?:-\w+\s+)*['"]?[^\s:'"|]+:([^\s'"|]+)['"]?\s*\|\s*(?:sudo\s+)?chpasswd"#,
            #"\becho\s+(?:-\w+\s+)*['"]?([^'"|\n]+?)['"]?\s*\|\s*(?:sudo\s+-\w*S|docker\s+login|podman\s+login|gpg\b|cryptsetup|kinit|passwd)"#,
            #"-pass(?:in|out)?\s+["']?pass:([^\s"'\\]+)"#,
            #"\b(?:sqlplus|rman\s+target|expdp|impdp|sqlldr)\s+(?:-\w+\s+)*[\w.$#-]+/("[^"\n]+"|[^\s@"'\\]+)"#,
            #"(?m)^\s*\*?[A-Za-z0-9.*-]*[A-Za-z.*][A-Za-z0-9.*-]*:(?:[0-9]{1,5}|\*):[A-Za-z_*][^:\s]*:[A-Za-z_*][^:\s]*:((?:[^:\s\\]|\\.)+)\s*$"#,
            #"(?i)\blogin\s+[^\s|]+\s+(?:account\s+\S+\s+)?password\s+([^\s|"\\]+)"#,
            // Net-SNMP's.
            #"\bcreateUser\s+(?:-e\s+\S+\s+)?\S+\s+(?:MD5|SHA(?:-\d+)?)\s+\\*"?([^\s"\\]+)(?:\\*"?\s+(?:DES|AES(?:-?\d+)?)\s+\\*"?([^\s"\\]+))?"#,
            #"\bUnseal Key [0-9]+: *([A-Za-z0-9+/=]+)"#,
            #"--from-literal[ \t=]+["']?[^\s=]+=(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'\\]+))"#,
        ].joined(separator: "|"),
        [
            #"(?i)\bIDENTIFIED(?:\s+WITH\s+[\w'"`]+)?\s+(?:BY|AS)\s*(?:PASSWORD\s+|VALUES\s+)?\(?\s*\\*'((?:[^'\n\\]|'')*)"#,
            #"(?-i:\bIDENTIFIED|(?i:\b(?:USER|ROLE|TO)\s+[^\s;]{1,100}\s+IDENTIFIED))(?i:(?:\s+WITH\s+[\w'"`]+)?\s+BY)\s+(?i:VALUES\s+)?(?:\\*"([^"\n\\]*)|([^\s'"\\;(][^\s'"\\;]*))"#,
            #"(?i)\bPASSWORD(?:\s*\(\s*|\s+)[NBX]?\\*'((?:[^'\n\\]|'')*)"#,
            // PostgreSQL's strings with escapes, and between dollars; Neo4j's, MongoDB's shell's.
            #"(?i)\bPASSWORD(?:\s*\(\s*|\s+)(?:E|U&)(?:'((?:[^'\n\\]|''|\\[^\n])*)|\\+'((?:[^'\n\\]|'')*))"#,
            #"(?i)\bPASSWORD\s+(?:\$\$((?:[^$\n]|\$[^$\n])*)|\$[a-z_]\w*\$((?:[^$\n]|\$(?:[^a-z_\n]|[a-z_]\w*[^\w$\n]))*))"#,
            #"(?i)\bPASSWORD\s+FROM\s+\\*['"]([^'"\n\\]*)(?:\\*['"]\s+TO\s+\\*['"]([^'"\n\\]*))?"#,
            #"\bdb\.(?:auth|changeUserPassword)\(\s*\\*["'][^"'\n\\]*\\*["']\s*,\s*\\*["']([^"'\n\\]+)"#,
        ].joined(separator: "|"),
    ].map(Pattern.builtIn)
}
