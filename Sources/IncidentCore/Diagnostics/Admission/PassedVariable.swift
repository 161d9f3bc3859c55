internal import Patterns

/// Which variables of the server's environment a table may name for a collector's program.
package enum PassedVariable {
    /// Why a table may not name one, or `nil`; goes on from the variable's name.
    package static func refusal(of name: String) -> String? {
        if name.hasPrefix("RESPONDER_") { return "opens this server" }
        return kinds.first { $0.names.matchesWhole(name) }.map { "decides \($0.what)" }
    }

    private static let kinds: [(names: Pattern, what: String)] = [
        // The loader and the C library; the search for programs; a shell's files and options.
        (
            "LD_.*|DYLD_.*|GCONV_PATH|GLIBC_TUNABLES|LOCPATH|NLSPATH|OPENSSL_(CONF|CONF_INCLUDE|ENGINES|MODULES)|PATH|SHELL|ENV"
                + "|BASH_ENV|BASHOPTS|SHELLOPTS|BASH_FUNC_.*|PS4|PROMPT_COMMAND|IFS|CDPATH|ZDOTDIR|FPATH",
            "which code is run"
        ),
        // Interpreters.
        (
            "PYTHON.*|PERL(LIB|5.*)|RUBY(LIB|OPT|SHELL)|GEM_(HOME|PATH)|BUNDLE_(GEMFILE|PATH)|NODE_(OPTIONS|PATH|REPL_.*)"
                + "|(npm_config|NPM_CONFIG)_.*|LUA_(PATH|CPATH|INIT).*|PHPRC|PHP_INI_SCAN_DIR|R_(PROFILE|ENVIRON|LIBS|HOME).*"
                + "|TCL(LIBPATH|_LIBRARY)|AWK(PATH|LIBPATH)|DOTNET_(STARTUP_HOOKS|ADDITIONAL_DEPS)|CORECLR_.*",
            "which code is run"
        ),
        // Java machines.
        (
            "CLASSPATH|J(AVA|RE|DK)_HOME|(.*_)?(JVM|JAVA)(_[A-Z]+)?_?(OPTS|OPTIONS|ARGS)"
                + "|(KAFKA|CATALINA|MAVEN|GRADLE|SBT|ES|HADOOP|HBASE|SPARK)(_[A-Z0-9]+)*_OPTS",
            "which code is run"
        ),
        // What tools start or read first: pagers, editors, plug-ins, start-up files, remote shells.
        (
            ".*PAGER|(.*_)?(EDITOR|VISUAL|BROWSER|ASKPASS)|LESS(OPEN|CLOSE)|(VIM|EX|GVIM)INIT|KUBERC|PSQLRC|REDISCLI_RCFILE|CURL_HOME|(SYSTEM_)?WGETRC"
                + "|HELM_(PLUGINS|BIN|[A-Z]+_HOME)|KUBECTL_EXTERNAL_DIFF|KREW_ROOT|(RSYNC|CVS)_RSH|SSLKEYLOGFILE"
                + "|GIT_(SSH.*|EXEC_PATH|CONFIG.*|EXTERNAL_DIFF|PROXY_COMMAND|TEMPLATE_DIR)"
                + "|(AWS|AZURE|CARGO|CLOUDSDK|CONTAINERS|DOCKER|PIP|VAULT)_CONFIG(_FILE|_DIR|_PATH)?"
                + "|ANSIBLE_(CONFIG|LIBRARY|ROLES_PATH|[A-Z_]+_PLUGINS)|XDG_(CONFIG|DATA)_(HOME|DIRS)",
            "what a tool starts, or reads when it starts"
        ),
        // Another identity, or another server behind a name, than the command says.
        (
            "HELM_KUBE(TOKEN|ASUSER|ASGROUPS|APISERVER|CAFILE|INSECURE.*|TLS.*)|KUBE_?TOKEN|HOSTALIASES|LOCALDOMAIN|RES_OPTIONS"
                + "|RESOLV_.*",
            "as whom, or of which server, a tool asks"
        ),
    ].map { (Pattern.builtIn($0), $1) }
}
