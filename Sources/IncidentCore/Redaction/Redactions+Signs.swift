internal import Patterns

extension Redactions {
    /// Expressions of which one matches in every text that holds something to be redacted, and in few others: most texts
    /// need not be looked at any further, alerts that come in least of all.
    static let signs: [String] = {
        // In a body of JSON a line end is a letter: `\\nmysql`.
        let start = #"(?:\b|\\[nrt])"#
        return [
            // Names, with what follows them looked at later.
            "(?i:" + start
                + #"pw\b|pass|pwd|[_-]pw\b|(?:bind|root|user|db|admin)pw\b|secret|token|cred|kennwort|mnemonic|salt\b|cookie)"#,
            "(?i:" + start
                + #"(?:psk|otp|pat)\b|_(?:psk|otp|pat)\b|jwt|community|dockercfg|dockerconfigjson|signature|sig\b|session[_-]?id)"#,
            #"(?i:(?:"# + SecretName.keyOwners.sorted().joined(separator: "|")
                + #")[0-9]*[ _.-]?key|sessid|masterauth|primaryauth|_auth\b|"# + start + #"(?:keys?|_?auth)\b)"#,
            // Private keys and web tokens.
            #"PRIVATE KEY|LS0tLS1CRUdJTi|Private-Lines|eyJ[A-Za-z0-9_-]{6}|kty|S[UAOCNX][A-Z2-7]{56}"#,
            "b3BlbnNzaC1rZXktdjEA|MII[A-Za-z0-9+/]{1,4}IBA|MHcCAQEE|MC4CAQAwBQYDK2VwBCIEI|MIGHAgEAMBMG",
            // Hashes.
            #"\$[A-Za-z0-9-]{1,20}\$[A-Za-z0-9./$=,+*@_-]{12}|\{[A-Z0-9_-]{3,16}\}[A-Za-z0-9+/=.$]{12}|SCRAM-SHA-|md5[a-f0-9]{32}"#,
            #"\*[A-F0-9]{40}|:::|user [^\s"]+ (?:on|off) |(?i:SETUSER)|pbkdf2|scrypt|argon2|bcrypt"#,
            // URLs.
            #":\\*/\\*/[^\s"'<>]*@|[a-z]:\\*/\\*/[^\s/:@"'<>]*:[0-9]*[^0-9/\s"'<>@\\?#,)\]};]|@(?:tcp|unix|udp|cloudsql)?\(|jdbc:oracle:thin"#,
            #"(?i:(?:[?&;#]|&amp;|\\u0026|%3F|%26)(?:api[-_]?)?(?:key|sig|signature|auth|code|sid|session|hmac|ticket|assertion|samlresponse|x-(?:amz|goog)-credential)(?:=|%3D|\\u003d))"#,
            // Headers and dialogues.
            #"(?i:authori[sz]ation|bearer|genie-?key|ssws|basic\s+[A-Za-z0-9+/]{8})|AUTH|334 |PASS | LOGIN "#,
            #"\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}|[ps]at\.[A-Za-z0-9_-]{22}\."#,
            // Commands.
            start + "(?:" + CommandSecrets.programs
                + #")["'\s\\](?:(?:.|\n)*?[\s"',])?(?:-{1,2}[A-Za-z]|login\b|store\b|/p:|(?i:/rp\b))|rabbitmqctl|htpasswd|chpasswd|sqlplus"#,
            #"echo\s(?:.|\n)*?\|\s*(?:sudo|docker|podman|gpg|cryptsetup|kinit)|--from-literal|(?i:IDENTIFIED)"#,
            #":(?:[0-9]{1,5}|\*):[A-Za-z_*][^:\s"]*:[A-Za-z_*][^:\s"]*:[^:\s"]"#,
            // Sentences, and words of other languages, also as JSON writes what is not ASCII.
            #"(?i:login [^\s:]+:|net1? +user |conn(?:ect)? +[^\s/]+/[^\s@]+@|securestring|[rw]community|(?:pin|time|2fa|mfa|ication)[ _-]?(?:code|pin)|(?:otp|mfa)[_-]?seed)"#,
            "(?i:sec-websocket|" + SecretName.foreign + "|" + EscapedText.words + ")",
            #"(?i:\\u(?:0[1-4]|30|[4-9a-d][0-9a-f])[0-9a-f]{2}|\\u00f[136])"#,
            // Statements, files, and what was encoded.
            #"(?i:pgp_sym|\b(?:hmac|digest)\s*\(|crypt(?:_iv)?\s*\(|remote(?:secure)?\s*\(|encrypt\b)|'A[KS]IA|\$[0-9]{1,3} = '[^'\n]{16}|(?i:password)\s+''"#,
            #"(?i:authtok|basic\.auth\.user)|addauth|\blogin=[A-Za-z][^\s:"'\\]*:|\]:[0-9]+[ \t]+[^\s:]+:\S|:\{(?:PLAIN|CLEAR)|kinit\b[^\n]*<<<"#,
            #"\b(?:rman\s+target|expdp|impdp|sqlldr)\s|\bat_[A-Za-z0-9]{10}_s1"#,
            #"\bstats\s+auth|createUser|ETCDCTL_USER|BUNDLE_|radtest|(?i:/user:)|\bmc(?:li)? |OpenVPN Static|PrivateExponent"#,
            #"(?i:honeycomb|SAMLRe|connect\.sid|zoho-oauth|HTTPBasicAuth)|_(?:USER|LOGIN)=[^\s:]+:|"[ \t]+(?:\*[ \t]+)?\\*"[^\s"\\]{8,512}\\*""#,
            #"%(?:25)*3[Aa]%(?:25)*2[Ff]%(?:25)*2[Ff]|Oi8v|6Ly[89]|ovL[w-z0-9+/]|ew(?:o|0K)[A-Za-z0-9+/]{16}|/hooks/[A-Za-z0-9]+/"#,
            #"\b[0-9]/[0-9]{13,17}:[0-9a-f]{32}|\x1b|[A-Za-z_][\x{AD}\x{61C}\x{180E}\x{200B}-\x{200F}\x{202A}-\x{202E}\x{2060}-\x{206F}\x{FEFF}]+[A-Za-z_]"#,
            // Kubernetes.
            #"\b(?:data|stringData)(?:\\*["'])?\s*:"#,
            // ASCII that is written as something else may be any of these; so may what has a slash.
            #"\\/"#,
            #"\\u00(?:[0145][0-9A-Fa-f]|2[0-58-9A-Fa-f]|3[0-9ABDFabdf]|[67][0-9A-Fa-f])"#,
        ] + TokenForm.all.map(\.pattern)
    }()
}
