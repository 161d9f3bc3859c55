import GRDB
func x() -> Int { PackageResources._001_initial_sql.count }
