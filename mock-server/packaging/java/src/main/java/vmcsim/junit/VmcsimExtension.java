package vmcsim.junit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Resolves the parameters of tests that {@link Vmcsim} is written on. */
public final class VmcsimExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(VmcsimExtension.class);

    /** Made by JUnit. */
    public VmcsimExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        var type = parameter.getParameter().getType();
        return type == World.class || type == Server.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var server = server(context);
        if (parameter.getParameter().getType() == Server.class) {
            return server;
        }
        // JUnit closes what is in the store of a test after the test.
        return context.getStore(NAMESPACE).getOrComputeIfAbsent(World.class, key -> world(server, context), World.class);
    }

    private static Server server(ExtensionContext context) {
        return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Server.class, key -> start(context), Server.class);
    }

    private static Server start(ExtensionContext context) {
        var program = context.getConfigurationParameter("vmcsim.program").orElse(null);
        var arguments = context.getConfigurationParameter("vmcsim.arguments").map(text -> List.of(text.strip().split("\\s+")));
        return Server.start(program, arguments.orElse(List.of()));
    }

    private static World world(Server server, ExtensionContext context) {
        var wanted = AnnotationSupport.findAnnotation(context.getElement(), Vmcsim.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getTestClass(), Vmcsim.class));
        var description = wanted.map(Vmcsim::description).orElse("");
        var pace = wanted.map(Vmcsim::pace).orElse("");
        var world = description.isEmpty() ? server.world() : server.described(Path.of(description));
        if (!pace.isEmpty()) {
            world.control("PUT", "/pacing", Map.of("preset", pace), Object.class);
        }
        return world;
    }
}
