package vmcsim.junit;

import java.util.List;

/** The program was not found or has ended, or it refused a request. */
public final class VmcsimException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    VmcsimException(String message) {
        super(message);
        status = 0;
    }

    VmcsimException(String message, Throwable cause) {
        super(message, cause);
        status = 0;
    }

    VmcsimException(String method, String path, int status, List<String> messages) {
        super("vmcsim: %s %s: %d %s".formatted(method, path, status, String.join(" ", messages)));
        this.status = status;
    }

    /**
     * Returns the HTTP status of a refusal.
     *
     * @return the status, or 0 if no answer came
     */
    public int status() {
        return status;
    }
}
