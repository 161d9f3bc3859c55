/// What a name says of the value beside it.
enum SecretName {
    /// Whatever stands there: a password may be any text, with blanks in it.
    case password
    /// A key or token, which is one word.
    case key
    /// A key or token, or the name of an object that holds one, as Kubernetes writes it.
    case reference
    /// What may be one: only what looks as if nobody had thought it up.
    case hint

    /// - Parameter name: as programs write names, in any of their ways: `DB_PASSWORD`, `dbPassword`, `db.password`,
    ///   `x-db-password`.
    /// - Returns: `nil` where it names no secret, and where it names something about one: its file, age or length.
    init?(_ name: ArraySlice<UInt8>) {
        let words = Self.words(of: name)
        for place in words.indices.reversed() {
            guard let (name, from) = Self.secret(endingAt: place, of: words) else { continue }
            if from > 0, Self.before.contains(words[from - 1]) { return nil }
            switch words[(place + 1)...].first(where: Self.after.contains) {
            case nil: break
            // Vault's and Consul's own secrets; elsewhere the number or name of one.
            case "id" where words[place] == "secret" && place + 2 == words.count:
                self = .reference
                return
            // PostgreSQL's, which may print it itself.
            case "command" where words[place] == "passphrase" && place + 2 == words.count: break
            default: return nil
            }
            self = name
            return
        }
        return nil
    }

    /// The secret whose name's last word stands at a place, and the place of its first word.
    private static func secret(endingAt place: Int, of words: [String]) -> (SecretName, from: Int)? {
        let word = words[place]
        let owner = place > 0 ? words[place - 1] : ""
        if word == "key" {
            return keyOwners.contains(owner) ? (.key, place - 1) : words.count == 1 ? (.hint, place) : nil
        }
        if word == "secret" { return (references.contains(owner) || place == 0 ? .reference : .key, place) }
        if word == "id", owner == "session" { return (.hint, place - 1) }
        if word == "seed", ["totp", "hotp", "otp", "mfa"].contains(owner) { return (.key, place - 1) }
        if word == "code" && owner == "pin" || word == "passe" && owner == "de" { return (.password, place - 1) }
        if word == "code" || word == "pin", owner == "time", place > 1, words[place - 2] == "one" {
            return (.password, place - 2)
        }
        if word == "auth", owner == "rediscli" { return (.password, place - 1) }
        if word == "cookie", owner == "erlang" || owner == "magic" { return (.key, place - 1) }
        if let whole = wholeWords[word] { return (whole, place) }
        for (ending, name) in endings where word.hasSuffix(ending) && !harmless.contains(word) { return (name, place) }
        if word.hasSuffix("key"), keyOwners.contains(String(word.dropLast(3))) { return (.key, place) }
        // `passwordhash`, but not `passwordless`.
        for beginning in ["password", "passwd", "passphrase"] where word.hasPrefix(beginning) {
            return afterPassword.contains(String(word.dropFirst(beginning.count))) ? (.password, place) : nil
        }
        return nil
    }

    /// In lower case, without digits at their ends.
    private static func words(of name: ArraySlice<UInt8>) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        func finish() {
            let letters = word.reversed().drop(while: \.isDigit).reversed()
            if !letters.isEmpty { words.append(String(decoding: Array(letters), as: UTF8.self)) }
            word = []
        }
        for place in name.indices {
            let byte = name[place]
            guard byte.isAlphanumeric else {
                finish()
                continue
            }
            // `clientSecret` and `APIKey` are two words each.
            let endsCapitals = place + 1 < name.endIndex && name[place + 1].isLowercase && word.count > 1
            if byte.isUppercase, place > name.startIndex, !name[place - 1].isUppercase || endsCapitals { finish() }
            word.append(byte.lowercased)
        }
        finish()
        return words
    }
}

extension SecretName {
    private static let wholeWords: [String: SecretName] = [
        "pass": .password, "pw": .password, "authtok": .password, "pwd": .password, "masterauth": .password,
        "primaryauth": .password,
        "bindpw": .password, "rootpw": .password, "userpw": .password, "dbpw": .password, "adminpw": .password,
        "olcrootpw": .password, "mnemonic": .password, "psk": .key, "otp": .key, "dockerconfigjson": .key,
        "dockercfg": .key, "cred": .reference, "creds": .reference, "credential": .reference,
        "credentials": .reference, "cookie": .hint, "auth": .hint, "authorization": .hint, "salt": .hint,
        "secrets": .hint, "tokens": .hint, "passwords": .key, "keys": .hint, "sig": .hint, "signature": .hint,
        "community": .hint, "jwt": .hint, "pat": .hint, "jsessionid": .key, "phpsessid": .key, "sessionid": .hint,
        "secretid": .reference, "setcookie": .key, "encrypt": .hint, "pincode": .password, "zugangsdaten": .reference,
        // Portuguese, Dutch, Finnish, Croatian, Polish, Czech; those with other letters are told by `EscapedText`.
        "senha": .password, "wachtwoord": .password, "salasana": .password, "lozinka": .password, "haslo": .password,
        "heslo": .password,
    ]

    /// An expression of which there is a match in each word of another language that is not like the English.
    static let foreign = "senha|wachtwoord|salasana|lozinka|haslo|heslo|contrasena|zugangsdaten"

    private static let endings: [(String, SecretName)] = [
        ("password", .password), ("passwd", .password), ("passphrase", .password), ("passwort", .password),
        ("passcode", .password), ("kennwort", .password), ("contrasena", .password), ("motdepasse", .password),
        ("pwd", .password), ("pass", .password),
        ("secret", .key), ("token", .key),
    ]

    /// Words that end like a secret and are none.
    private static let harmless = Set(
        words: """
            bypass compass trespass surpass encompass overpass underpass multipass subpass renderpass nopasswd nopass
            onepass twopass firstpass secondpass lastpass
            """)

    /// Whose keys are secret.
    static let keyOwners = Set(
        words: """
            access account admin aes api app application auth authentication client consumer cookie crypt crypto db
            database decryption deploy encrypt encryption fastly fernet function functions genie hmac ingest insert integration
            jwt licence license master nonce preshared private priv registration routing rsa sas secret service session
            shared sign signing ssh storage subscription symmetric tls unseal vault webhook write
            """)

    /// Whose `secret` is as a rule the name of one.
    private static let references = Set(
        words: """
            existing k8s kubernetes kube pull tls certificate cert ca ingress config
            """)

    /// What makes a setting of the name behind it.
    private static let before = Set(
        words: """
            max min num number count total has is use uses using no non allow allows enable enables enabled disable
            disables disabled require requires required show hide skip automount
            """)

    /// What makes something about a secret of its name.
    private static let after = Set(
        words: """
            age algorithm arn attempts audience bucket bytes ca cache cert certificate change changed changes class
            command count created date duration enabled encoding encryption endpoint engine env error errors exists
            expiration expire expired expires expiry failed failures field file filename files fingerprint format found
            from header hint history id ids index info interval issuer kind label last len length lifetime limit list
            location lock manager max metadata method min minutes mode mount mounts name names namespace needed param
            path policies policy position prefix prompt provider rate ref reference refresh refs request requests
            required requirements reset resource retries review role rotated rotation rule rules scope seconds set
            signed since size source stale state status stdin storage store strength suffix supported time timeout
            timestamp total ttl type types until updated uri url usage used user username uses valid validation validity
            version volume width
            """)

    private static let afterPassword: Set<String> = ["hash", "digest", "enc", "encrypted", "value", "plain", "salt"]
}
