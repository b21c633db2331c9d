package dev.scalingstages.workload.mysql;

/** The user and the password for a database. */
public record Credentials(String user, String password) {
    /** Without the password, which has no place in a log. */
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
