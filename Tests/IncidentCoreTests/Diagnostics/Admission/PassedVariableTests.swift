import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct PassedVariableTests {
    @Test(arguments: [
        ("RESPONDER_API_TOKEN", "opens this server"), ("LD_PRELOAD", "code"), ("PATH", "code"), ("GCONV_PATH", "code"),
        ("GLIBC_TUNABLES", "code"), ("OPENSSL_CONF", "code"), ("BASH_ENV", "code"), ("ENV", "code"),
        ("BASH_FUNC_df%%", "code"), ("PYTHONPATH", "code"), ("PYTHONSTARTUP", "code"), ("PERL5LIB", "code"),
        ("RUBYOPT", "code"), ("NODE_OPTIONS", "code"), ("npm_config_prefix", "code"), ("LUA_INIT_5_4", "code"),
        ("JAVA_TOOL_OPTIONS", "code"), ("JDK_JAVA_OPTIONS", "code"), ("_JAVA_OPTIONS", "code"), ("JAVA_OPTS", "code"),
        ("CLASSPATH", "code"), ("KAFKA_OPTS", "code"), ("KAFKA_JVM_PERFORMANCE_OPTS", "code"), ("ES_JAVA_OPTS", "code"),
        ("HELM_PLUGINS", "starts"), ("REDISCLI_RCFILE", "starts"), ("PSQLRC", "starts"), ("PSQL_PAGER", "starts"),
        ("EDITOR", "starts"), ("SSH_ASKPASS", "starts"), ("GIT_SSH_COMMAND", "starts"), ("GIT_CONFIG_COUNT", "starts"),
        ("HELM_KUBETOKEN", "as whom"), ("HELM_KUBEASUSER", "as whom"), ("HELM_KUBEAPISERVER", "as whom"),
        ("HOSTALIASES", "as whom"), ("JAVA_HOME", "code"), ("AWS_CONFIG_FILE", "starts"), ("DOCKER_CONFIG", "starts"),
        ("KUBERC", "starts"), ("MANPAGER", "starts"), ("VIMINIT", "starts"),
    ])
    func `a table names no variable that decides which code runs, or as whom`(_ name: String, _ reason: String) {
        #expect(PassedVariable.refusal(of: name)?.contains(reason) == true)
    }

    @Test(arguments: [
        "REDISCLI_AUTH", "PGPASSWORD", "PGPASSFILE", "KAFKA_SASL_PASSWORD", "KAFKA_HOME", "API_TOKEN", "REGION",
        "AWS_PROFILE",
        "SSH_AUTH_SOCK", "DOCKER_HOST", "HTTPS_PROXY", "TZ", "REPORT_OPTIONS", "R_TOKEN", "ENVIRONMENT", "PATHS",
        "APP_CONFIG",
    ])
    func `a table may name any other`(_ name: String) { #expect(PassedVariable.refusal(of: name) == nil) }
}
