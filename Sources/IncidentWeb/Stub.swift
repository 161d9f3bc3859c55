import Hummingbird
import HummingbirdTLS
import Mustache
import Crypto
func x() -> Router<BasicRequestContext> { Router() }
