package dev.scalingstages.workload.mysql;

/** Who signs in to a database. */
public record Credentials(String user, String password) {
    /** Without the password, which has no place in a log. */
    @Override
    public String toString() {
        return "Credentials[" + user + "]";
    }
}
