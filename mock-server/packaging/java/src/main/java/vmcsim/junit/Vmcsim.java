package vmcsim.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class, or one test, parameters of the types {@link World} and {@link Server}. Each test has a world of its own, which is
 * deleted afterwards. All tests of a run share one server.
 *
 * <p>The program is the one that the system property or JUnit configuration parameter {@code vmcsim.program} names, else the one that the
 * environment variable {@code VMCSIM_BIN} names, else {@code vmcsim} on the path. Nothing is downloaded. The parameter
 * {@code vmcsim.arguments} has further arguments of {@code vmcsim serve}, separated by blanks.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(VmcsimExtension.class)
public @interface Vmcsim {
    /**
     * The path of a description of the organization, in YAML or JSON. Each world has its ids, and credentials of its own.
     *
     * @return the path, or an empty text for the organization that a seed gives
     */
    String description() default "";

    /**
     * How long tasks take: {@code realistic}, {@code demo}, {@code instant} or {@code manual}.
     *
     * @return the pace, or an empty text for the server's
     */
    String pace() default "";
}
